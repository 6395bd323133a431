using System.Net;
using Crm.Contracts.Companies;
using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Tenancy.Catalog;
using Crm.Tenancy.Sessions;
using Crm.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Crm.Tests.Companies;

/// <summary>What other rooms learn of companies.</summary>
public sealed class CompanyDirectoryTests(OwnCompany own) : IClassFixture<OwnCompany>
{
    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task A_live_company_is_found_by_its_id_and_its_domains()
    {
        var company = await NewAsync("found.example", "also.example");
        (await ExistsAsync(company)).ShouldBeTrue();
        foreach (var domain in (string[])["found.example", "https://www.ALSO.example/x"]) (await FindAsync(domain)).ShouldBe(company);
        foreach (var domain in (string[])["unknown.example", "none", ""]) (await FindAsync(domain)).ShouldBeNull();
    }

    [Fact]
    public async Task One_in_the_trash_is_not()
    {
        var company = await NewAsync("gone.example");
        (await Owner.DeleteAsync($"/api/v1/companies/{company}")).ShouldBe(HttpStatusCode.NoContent);
        (await ExistsAsync(company)).ShouldBeFalse();
        (await FindAsync("gone.example")).ShouldBeNull();
    }

    [Fact]
    public async Task One_out_of_the_callers_reach_is_not()
    {
        var company = await NewAsync("far.example");
        var stranger = Reaching(Guid.CreateVersion7(), RecordScope.Own);
        foreach (var rights in (Rights[])[Rights.None, stranger])
        {
            (await ExistsAsync(company, rights)).ShouldBeFalse();
            (await FindAsync("far.example", rights)).ShouldBeNull();
        }
        (await FindAsync("far.example", Reaching(Owner.AccountId, RecordScope.Own))).ShouldBe(company);
    }

    private static Rights Reaching(Guid account, RecordScope scope) =>
        new(account, "custom", new Dictionary<string, RecordScope> { ["companies.read"] = scope }, new HashSet<Guid>(), []);

    private Task<bool> ExistsAsync(Guid company, Rights? rights = null) => AskAsync(directory => directory.ExistsAsync(company, TestContext.Current.CancellationToken), rights);

    private Task<Guid?> FindAsync(string domain, Rights? rights = null) => AskAsync(directory => directory.FindByDomainAsync(domain, TestContext.Current.CancellationToken), rights);

    private async Task<T> AskAsync<T>(Func<ICompanyDirectory, Task<T>> question, Rights? rights)
    {
        await using var scope = own.Company.Host.Services.CreateAsyncScope();
        var tenant = (await scope.ServiceProvider.GetRequiredService<TenantCatalog>().FindAsync(own.Company.Id.ToString("n")))!;
        scope.ServiceProvider.GetRequiredService<TenantBinding>().Bind(tenant, Caller.Nobody);
        Rights.Current = rights;
        return await question(scope.ServiceProvider.GetRequiredService<ICompanyDirectory>());
    }

    private async Task<Guid> NewAsync(params string[] domains) => (await Owner.PostAsync("/api/v1/companies", new { name = "Acme", domains })).ShouldBe(HttpStatusCode.Created).Id;
}
