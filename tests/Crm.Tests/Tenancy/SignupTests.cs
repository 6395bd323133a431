using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Crm.Kernel.Control;
using Crm.Tenancy;
using Crm.Tenancy.Catalog;
using Crm.Tenancy.Provisioning;
using Crm.Tenancy.Sessions;
using Crm.Tenancy.Signup;
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

    [Theory]
    [InlineData("Click http://evil.example", "Ada", "/organization")]
    [InlineData("Acme", "WWW.evil.example", "/fullName")]
    public async Task Names_that_would_be_links_in_somebodys_mail_are_refused(string organization, string fullName, string pointer)
    {
        using var client = host.Client();
        var answer = await client.PostAsJsonAsync("/api/v1/signups", new { organization, slug = "links", fullName, email = "x@x.example", password = Company.Password }, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain(pointer);
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

    [Fact]
    public async Task A_clone_of_the_release_before_is_brought_up_while_the_company_is_made()
    {
        var company = await host.SignUpAsync();
        var database = new NpgsqlConnectionStringBuilder(host.Settings.Postgres) { Database = company.Database, Pooling = false }.ConnectionString;
        await using var connection = new NpgsqlConnection(database);
        await connection.ExecuteAsync("update kernel.release set schema = 1; drop index contacts.mt_doc_contact_idx_trashed");
        await using var scope = host.Services.CreateAsyncScope();
        var signup = await scope.ServiceProvider.GetRequiredService<ControlSession>().FirstAsync<SignupRow>($"{SignupRow.Select} where tenant_id = @Id", new { company.Id });

        await scope.ServiceProvider.GetRequiredKeyedService<IProvisioningStep>(ProvisioningSteps.SchemaCheck).RunAsync(signup!, TestContext.Current.CancellationToken);

        (await connection.ExecuteScalarAsync<int>("select schema from kernel.release")).ShouldBe(Release.Schema);
        (await connection.ExecuteScalarAsync<int>("select count(*) from pg_indexes where indexname = 'mt_doc_contact_idx_trashed'")).ShouldBe(1);
    }

    [Fact]
    public async Task Strangers_hold_a_few_streams_of_a_signup_at_once()
    {
        using var client = host.Client();
        var answer = await client.PostAsJsonAsync("/api/v1/signups",
            new { organization = "Watched", slug = $"w{Guid.CreateVersion7():n}"[..20], fullName = "x", email = "watched@x.example", password = Company.Password }, TestContext.Current.CancellationToken);
        var signup = await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken);
        var path = $"/api/v1/signups/{signup!["id"]}/events";
        var streams = new List<HttpResponseMessage>();
        for (var i = 0; i < SignupProgress.MostWatchers; i++)
            streams.Add((await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode());
        (await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        foreach (var stream in streams) stream.Dispose();
        await Eventually.HoldsAsync(async () =>
        {
            using var again = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            return again.IsSuccessStatusCode;
        }, TimeSpan.FromSeconds(15), "a place is free again");
    }
}
