using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Crm.Tenancy.Catalog;
using Crm.Tenancy.Sessions;
using Crm.Tests.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace Crm.Tests.Tenancy;

public class SignupTests(CrmHost host)
{
    [Fact]
    public async Task A_company_signs_up_and_works_in_its_own_database()
    {
        var company = await host.SignUpAsync();

        var me = await company.Owner.Http.GetFromJsonAsync<JsonObject>("/api/v1/me", TestContext.Current.CancellationToken);

        ((string?)me!["role"]).ShouldBe("owner");
        await using var server = await host.AdministratorAsync();
        (await server.ExecuteScalarAsync<int>("select count(*) from pg_database where datname = @Database", new { company.Database })).ShouldBe(1);
    }

    [Fact]
    public async Task A_taken_slug_and_a_reserved_one_are_refused()
    {
        var company = await host.SignUpAsync();
        using var client = host.Client();
        foreach (var slug in new[] { company.Slug, "admin" })
        {
            var answer = await client.PostAsJsonAsync("/api/v1/signups",
                new { organization = "x", slug, fullName = "x", email = "x@x.example", password = Company.Password }, TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("slug.taken");
        }
    }

    [Fact]
    public async Task The_role_of_one_company_opens_no_other_database()
    {
        var (one, other) = (await host.SignUpAsync(), await host.SignUpAsync());
        var row = await host.Services.GetRequiredService<TenantCatalog>().FindAsync(one.Id.ToString("n"), TestContext.Current.CancellationToken);
        var own = host.Services.GetRequiredService<TenantLogins>().For(row!);
        foreach (var database in new[] { other.Database, "postgres", "template1", host.Settings.ControlDatabase, host.Settings.TemplateDatabase })
        {
            var login = new NpgsqlConnectionStringBuilder(own) { Database = database, Pooling = false };
            await using var connection = new NpgsqlConnection(login.ConnectionString);
            (await Should.ThrowAsync<PostgresException>(() => connection.OpenAsync(TestContext.Current.CancellationToken))).SqlState.ShouldBeOneOf("42501", "55000");
        }
    }
}
