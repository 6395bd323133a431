using System.Net;
using Crm.Kernel.CustomFields;
using Crm.Tenancy.Migrations;
using Crm.Tests.Kernel.Jobs;
using Crm.Tests.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel;

/// <summary>Indexes over a company's own fields: built while it works, used, and kept.</summary>
public sealed class CustomIndexTests(CrmHost host)
{
    private const string Built = "select relname from pg_class where relname ~ '^(contact|company)_custom_' and relkind = 'i' order by 1";

    [Fact]
    public async Task Filters_and_orders_by_it_use_it_in_either_direction()
    {
        var company = await host.SignUpAsync();
        var boss = company.Owner;
        (await boss.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "later", type = "number", label = "Later" })).ShouldBe(HttpStatusCode.Created);
        (await boss.PostAsync("/api/v1/contacts", new { lastName = "x", custom = new { later = 7 } })).ShouldBe(HttpStatusCode.Created);
        await ManyContacts.AddAsync(host, company.Database, 20_000);
        await using var tenant = await host.AdministratorAsync(company.Database);
        await tenant.ExecuteAsync("update contacts.mt_doc_contact set data = jsonb_set(data, '{custom,later}', to_jsonb(right(id::text, 5)::int)) where right(id::text, 1) <> '0'; update contacts.mt_doc_contact set data = data #- '{custom,later}' where right(id::text, 1) = '0'");

        var field = (await boss.GetAsync("/api/v1/custom-fields")).Data[0];
        var changed = (await boss.PatchAsync($"/api/v1/custom-fields/{field["id"]}", new { indexed = true })).ShouldBe(HttpStatusCode.OK);
        ((bool)changed.Body["indexed"]!).ShouldBeTrue();
        await ReadyAsync(boss, (string)field["id"]!);

        var found = await boss.PostAsync("/api/v1/contacts/query", new { filter = new { field = "custom.later", op = "eq", value = 4711 } });
        found.Data.Select(c => (int)c["custom"]!["later"]!).ShouldBe([4711]);
        await UsedAsync("contact_custom_1");
        foreach (var (dir, nulls, first) in (IEnumerable<(string, string, int?)>)[("asc", "last", 1), ("desc", "last", 19_999), ("asc", "first", null), ("desc", "first", null)])
            ((int?)(await boss.PostAsync("/api/v1/contacts/query", new { sort = new[] { new { field = "custom.later", dir, nulls } }, limit = 5 })).ShouldBe(HttpStatusCode.OK).Data[0]["custom"]!["later"]).ShouldBe(first, $"{dir} {nulls}");
        await UsedAsync("contact_custom_1", "contact_custom_1_down", "contact_custom_1_up");

        Task UsedAsync(params string[] names) => Eventually.EqualsAsync(string.Join(", ", names),
            async () => string.Join(", ", await tenant.QueryAsync<string>("select indexrelname from pg_stat_user_indexes where indexrelname ~ '_custom_' and idx_scan > 0 order by 1")), TimeSpan.FromSeconds(20), "indexes used");
    }

    [Theory]
    [InlineData("text", "\"Gold\"")]
    [InlineData("decimal", "12.5")]
    [InlineData("money", "{\"amount\":12.5,\"currency\":\"EUR\"}")]
    [InlineData("date", "\"2026-02-28\"")]
    [InlineData("dateTime", "\"2026-03-01T10:30:00.123456Z\"")]
    [InlineData("email", "\"ada@engine.example\"")]
    [InlineData("country", "\"DE\"")]
    public async Task Every_type_is_found_by_its_index_as_without(string type, string value)
    {
        var boss = (await host.SignUpAsync()).Owner;
        var field = (await boss.PostAsync("/api/v1/custom-fields", new { @object = "company", key = "own", type, label = "Own", indexed = true })).ShouldBe(HttpStatusCode.Created);
        await ReadyAsync(boss, field.Id.ToString());
        var json = System.Text.Json.Nodes.JsonNode.Parse(value)!;
        (await boss.PostAsync("/api/v1/companies", new { name = "With", custom = new { own = json } })).ShouldBe(HttpStatusCode.Created);
        (await boss.PostAsync("/api/v1/companies", new { name = "Without" })).ShouldBe(HttpStatusCode.Created);

        var sought = type is "money" ? json["amount"]! : json;
        (await boss.PostAsync("/api/v1/companies/query", new { filter = new { field = "custom.own", op = "eq", value = sought } })).ShouldBe(HttpStatusCode.OK).Data.Select(c => (string?)c["name"]).ShouldBe(["With"]);
        (await boss.PostAsync("/api/v1/companies/query", new { sort = new[] { new { field = "custom.own", dir = "desc" } } })).ShouldBe(HttpStatusCode.OK).Data.Select(c => (string?)c["name"]).ShouldBe(["With", "Without"]);
    }

    [Fact]
    public async Task They_go_with_the_wish_and_with_the_field_and_stay_over_a_migration()
    {
        var company = await host.SignUpAsync();
        var boss = company.Owner;
        await using var tenant = await host.AdministratorAsync(company.Database);
        async Task<Answer> AddAsync(string key) => await boss.PostAsync("/api/v1/custom-fields", new { @object = "contact", key, type = "text", label = key, indexed = true });
        var (one, two) = ((await AddAsync("one")).ShouldBe(HttpStatusCode.Created), (await AddAsync("two")).ShouldBe(HttpStatusCode.Created));
        await ReadyAsync(boss, one.Id.ToString());
        await ReadyAsync(boss, two.Id.ToString());

        await host.Services.GetRequiredService<TenantSchema>().ApplyAsync(tenant.ConnectionString + ";Password=" + new Npgsql.NpgsqlConnectionStringBuilder(host.Settings.Postgres).Password, TestContext.Current.CancellationToken);
        (await tenant.QueryAsync<string>(Built)).Count().ShouldBe(6);

        (await boss.DeleteAsync($"/api/v1/custom-fields/{one.Id}")).ShouldBe(HttpStatusCode.NoContent);
        (await boss.PatchAsync($"/api/v1/custom-fields/{two.Id}", new { indexed = false })).ShouldBe(HttpStatusCode.OK).Body["indexReady"].ShouldBeNull();
        await Eventually.HoldsAsync(async () => !(await tenant.QueryAsync<string>(Built)).Any(), TimeSpan.FromSeconds(20), "both are gone");

        var slots = new List<Answer>();
        for (var i = 0; i < CustomIndexes.MostPerObject; i++) slots.Add((await AddAsync($"slot{i}")).ShouldBe(HttpStatusCode.Created));
        (await AddAsync("eleventh")).ShouldFail(409, "customField.tooManyIndexed", "/indexed");
        (await boss.PostAsync($"/api/v1/custom-fields/{one.Id}/restoration")).ShouldFail(409, "customField.tooManyIndexed");
        (await boss.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "long", type = "longText", label = "Long", indexed = true })).ShouldFail(422, "validation.failed", "/indexed");
    }

    private static Task<TimeSpan> ReadyAsync(Person boss, string id) => Eventually.HoldsAsync(
        async () => (bool?)(await boss.GetAsync($"/api/v1/custom-fields/{id}")).Body["indexReady"] is true, TimeSpan.FromSeconds(60), "the index is built");
}
