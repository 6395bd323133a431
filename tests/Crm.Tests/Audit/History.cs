using System.Net;
using System.Text.Json.Nodes;
using Crm.Kernel.ChangeLog.Sealing;
using Crm.Tenancy.Catalog;
using Crm.Tenancy.Sessions;
using Crm.Tests.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Audit;

/// <summary>A company's history, as its people read it and as an administrator of the database may spoil it.</summary>
internal static class History
{
    /// <summary>What the agent and the clock do by themselves.</summary>
    public static async Task SealAsync(this Company company)
    {
        var services = company.Host.Services;
        var row = (await services.GetRequiredService<TenantCatalog>().FindAsync(company.Id.ToString("n")))!;
        await services.GetRequiredService<Sealer>().SealAsync(company.Id, services.GetRequiredService<TenantPools>().For(row), default);
        await using var control = await company.Host.AdministratorAsync();
        await Eventually.HoldsAsync(async () =>
        {
            // Does nothing while the clock's own turn lasts.
            await services.GetRequiredService<Sealer>().SealSharesAsync(default);
            return await control.ExecuteScalarAsync<bool>(
                "select (select max(id) from kernel.changes where tenant_id = @Id) <= (select max(last_id) from kernel.seals where chain = @Id)", new { company.Id });
        }, TimeSpan.FromSeconds(20), "the share is sealed");
    }

    public static async Task<JsonNode> VerifyAsync(this Company company) => (await company.Owner.PostAsync("/api/v1/audit-verifications")).ShouldBe(HttpStatusCode.OK).Body;

    public static async Task<IReadOnlyList<JsonNode>> AuditAsync(this Person person, string query = "") => (await person.GetAsync($"/api/v1/audit-entries{query}")).ShouldBe(HttpStatusCode.OK).Data;

    /// <summary>Behind the product's back, in the company's own database.</summary>
    public static async Task<int> TamperAsync(this Company company, string sql)
    {
        await using var connection = await company.Host.AdministratorAsync(company.Database);
        return await connection.ExecuteAsync(sql, new { tenant = company.Id });
    }

    /// <summary>The same in the control database.</summary>
    public static async Task<int> TamperAccessAsync(this Company company, string sql)
    {
        await using var connection = await company.Host.AdministratorAsync();
        return await connection.ExecuteAsync(sql, new { tenant = company.Id });
    }

    public static async Task<Guid> ContactAsync(this Person person, string lastName = "Lovelace") =>
        (await person.PostAsync("/api/v1/contacts", new { lastName })).ShouldBe(HttpStatusCode.Created).Id;
}
