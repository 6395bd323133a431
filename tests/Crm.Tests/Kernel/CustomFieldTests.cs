using System.Net;
using System.Text.Json.Nodes;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel;

public sealed class CustomFieldTests(OwnCompany own) : IClassFixture<OwnCompany>
{
    private Person Owner => own.Company.Owner;

    [Theory]
    [InlineData("text", "\"  Gold  \"", "\"Gold\"", "7", "\"\"", "\"a\\tb\"")]
    [InlineData("longText", "\"two\\nlines\"", "\"two\\nlines\"", "7", "\" \"")]
    [InlineData("number", "12", "12", "1.5", "\"12\"", "1e20")]
    [InlineData("decimal", "12.50", "12.50", "\"x\"", "1e400")]
    [InlineData("percent", "12.5", "12.5", "true")]
    [InlineData("rating", "5", "5", "6", "0")]
    [InlineData("duration", "3600", "3600", "-1")]
    [InlineData("money", "{\"amount\":12.5,\"currency\":\"EUR\"}", "{\"amount\":12.5,\"currency\":\"EUR\"}", "12.5", "{\"amount\":12.5}", "{\"amount\":1,\"currency\":\"eur\"}")]
    [InlineData("boolean", "true", "true", "\"true\"", "1")]
    [InlineData("date", "\"2026-02-28\"", "\"2026-02-28\"", "\"2026-02-30\"", "\"28.2.2026\"")]
    [InlineData("dateTime", "\"2026-03-01T10:30:00+01:00\"", "\"2026-03-01T09:30:00.000000Z\"", "\"2026-03-01T10:30:00\"")]
    [InlineData("email", "\" Ada@engine.example \"", "\"Ada@engine.example\"", "\"ada\"")]
    [InlineData("phone", "\"+49 30 901820\"", "\"\\u002B4930901820\"", "\"901820\"", "\"x\"")]
    [InlineData("url", "\"https://crm.example/x\"", "\"https://crm.example/x\"", "\"javascript:alert(1)\"", "\"crm\"")]
    [InlineData("country", "\"DE\"", "\"DE\"", "\"de\"", "\"DEU\"")]
    [InlineData("json", "{\"a\":[1,null]}", "{\"a\":[1,null]}")]
    public async Task Each_type_keeps_what_it_takes_and_refuses_what_it_does_not(string type, string given, string kept, params string[] refused)
    {
        var key = $"a{type}";
        (await AddAsync(new { @object = "contact", key, type, label = type })).ShouldBe(HttpStatusCode.Created);
        var contact = (await CreateAsync(key, given)).ShouldBe(HttpStatusCode.Created);
        JsonNode.DeepEquals((await Owner.GetAsync($"/api/v1/contacts/{contact.Id}")).Body["custom"]![key], JsonNode.Parse(kept)).ShouldBeTrue(contact.Body["custom"]!.ToJsonString());
        foreach (var value in refused) (await CreateAsync(key, value)).ShouldFail(422, "validation.failed", $"/custom/{key}");
        (await Owner.PatchAsync($"/api/v1/contacts/{contact.Id}", new JsonObject { ["custom"] = new JsonObject { [key] = null } })).ShouldBe(HttpStatusCode.OK).Body["custom"]!.AsObject().Count.ShouldBe(0);
    }

    [Fact]
    public async Task Values_are_filtered_sorted_and_grouped_by()
    {
        var company = await own.Company.Host.SignUpAsync();
        foreach (var field in (object[])[Define("tier", "select", options: ["gold", "silver"]), Define("score", "number"), Define("since", "date"), Define("badges", "multiSelect", options: ["a", "b"]), Define("worth", "money"), Define("nick", "text"), Define("vip", "boolean"), Define("seen", "dateTime")])
            (await company.Owner.PostAsync("/api/v1/custom-fields", field)).ShouldBe(HttpStatusCode.Created);
        foreach (var (name, tier, score, day, badge) in (IEnumerable<(string, string, int, string, string)>)[("A", "gold", 3, "2026-01-01", "a"), ("B", "silver", 20, "2026-02-01", "b"), ("C", "gold", 100, "2026-03-01", "a")])
            (await company.Owner.PostAsync("/api/v1/contacts", new { lastName = name, custom = new { tier, score, since = day, badges = new[] { badge }, worth = new { amount = score * 10, currency = "EUR" }, nick = $"Nick {name}", vip = name == "A", seen = day + "T10:00:00Z" } })).ShouldBe(HttpStatusCode.Created);
        (await company.Owner.PostAsync("/api/v1/contacts", new { lastName = "D" })).ShouldBe(HttpStatusCode.Created);

        async Task FindAsync(string field, string op, object? value, string names) =>
            string.Concat((await company.Owner.PostAsync("/api/v1/contacts/query", new { filter = new { field, op, value }, sort = new[] { new { field = "custom.score", dir = "desc" } } })).ShouldBe(HttpStatusCode.OK).Data.Select(c => (string?)c["lastName"])).ShouldBe(names, $"{field} {op}");

        await FindAsync("custom.tier", "eq", "gold", "CA");
        await FindAsync("custom.tier", "ne", "gold", "BD");
        await FindAsync("custom.score", "gt", 9, "CB");
        await FindAsync("custom.score", "isNull", null, "D");
        await FindAsync("custom.since", "between", new[] { "2026-01-15", "2026-03-01" }, "CB");
        await FindAsync("custom.seen", "lt", "2026-02-01", "A");
        await FindAsync("custom.badges", "anyOf", new[] { "a" }, "CA");
        await FindAsync("custom.worth", "lte", 200, "BA");
        await FindAsync("custom.nick", "contains", "NICK", "CBA");
        await FindAsync("custom.vip", "eq", true, "A");

        var groups = (await company.Owner.PostAsync("/api/v1/contacts/aggregations", new
        {
            groupBy = new[] { new { field = "custom.tier" } },
            metrics = new object[] { new { op = "count" }, new { op = "sum", field = "custom.score" }, new { op = "percentile", field = "custom.worth", percentile = 0.5, @as = "median" } },
        })).ShouldBe(HttpStatusCode.OK);
        groups.Data.Select(g => ((string?)g["keys"]!["custom.tier"], (int)g["values"]!["count"]!, (int?)g["values"]!["sum.custom.score"], (double?)g["values"]!["median"]))
            .ShouldBe([("gold", 2, 103, 515), (null, 1, null, null), ("silver", 1, 20, 200)], ignoreOrder: true);
        var months = (await company.Owner.PostAsync("/api/v1/contacts/aggregations", new { groupBy = new[] { new { field = "custom.since", bucket = "month" } }, filter = new { field = "custom.since", op = "notNull" } })).ShouldBe(HttpStatusCode.OK);
        months.Data.Select(g => (string?)g["keys"]!["custom.since"]).ShouldBe(["2026-01-01", "2026-02-01", "2026-03-01"]);

        var schema = (await company.Owner.GetAsync("/api/v1/schema/contact")).ShouldBe(HttpStatusCode.OK);
        var described = schema.Body["fields"]!.AsArray().Single(f => (string?)f!["name"] == "custom.tier")!;
        ((string?)described["customField"]!["label"], described["operators"]!.AsArray().Select(o => (string?)o).Contains("startsWith")).ShouldBe(("tier", true));
    }

    [Fact]
    public async Task Required_default_unique_and_archived()
    {
        var company = await own.Company.Host.SignUpAsync();
        var boss = company.Owner;
        var early = (await boss.PostAsync("/api/v1/contacts", new { lastName = "Early" })).ShouldBe(HttpStatusCode.Created);
        var number = (await boss.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "customerNo", type = "text", label = "No.", required = true, unique = true })).ShouldBe(HttpStatusCode.Created);
        (await boss.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "tier", type = "select", label = "Tier", @default = "silver", options = new[] { new { key = "gold", label = "Gold" }, new { key = "silver", label = "Silver" } } })).ShouldBe(HttpStatusCode.Created);

        (await boss.PostAsync("/api/v1/contacts", new { lastName = "None" })).ShouldFail(422, "validation.failed", "/custom/customerNo");
        (await boss.PatchAsync($"/api/v1/contacts/{early.Id}", new { jobTitle = "Admiral" })).ShouldBe(HttpStatusCode.OK);
        var first = (await boss.PostAsync("/api/v1/contacts", new { lastName = "First", custom = new { customerNo = "K-1" } })).ShouldBe(HttpStatusCode.Created);
        ((string?)first.Body["custom"]!["tier"]).ShouldBe("silver");
        (await boss.PostAsync("/api/v1/contacts", new { lastName = "Second", custom = new { customerNo = " k-1 " } })).ShouldFail(409, "customField.valueTaken", "/custom/customerNo");
        (await boss.PatchAsync($"/api/v1/contacts/{first.Id}", new JsonObject { ["custom"] = new JsonObject { ["customerNo"] = null } })).ShouldFail(422, "validation.failed", "/custom/customerNo");

        (await boss.DeleteAsync($"/api/v1/contacts/{first.Id}")).ShouldBe(HttpStatusCode.NoContent);
        (await boss.PatchAsync($"/api/v1/contacts/{early.Id}", new { custom = new { customerNo = "K-1" } })).ShouldBe(HttpStatusCode.OK);
        (await boss.PostAsync($"/api/v1/contacts/{first.Id}/restoration")).ShouldFail(409, "customField.valueTaken");
        (await boss.PatchAsync($"/api/v1/contacts/{early.Id}", new { custom = new { customerNo = "K-2" } })).ShouldBe(HttpStatusCode.OK);
        (await boss.PostAsync($"/api/v1/contacts/{first.Id}/restoration")).ShouldBe(HttpStatusCode.OK);

        var races = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => boss.PostAsync("/api/v1/contacts", new { lastName = "Race", custom = new { customerNo = "K-9" } })));
        races.Count(r => r.Status == HttpStatusCode.Created).ShouldBe(1);
        races.Where(r => r.Status != HttpStatusCode.Created).ShouldAllBe(r => r.Code == "customField.valueTaken");

        (await boss.DeleteAsync($"/api/v1/custom-fields/{number.Id}")).ShouldBe(HttpStatusCode.NoContent);
        (await boss.PostAsync("/api/v1/contacts", new { lastName = "Free", custom = new { customerNo = "K-7" } })).ShouldFail(422, "request.unknownMember", "/custom/customerNo");
        (await boss.PatchAsync($"/api/v1/contacts/{early.Id}", new { jobTitle = "Captain" })).ShouldBe(HttpStatusCode.OK).Body["custom"]!["customerNo"]!.GetValue<string>().ShouldBe("K-2");
        (await boss.PostAsync("/api/v1/contacts/query", new { filter = new { field = "custom.customerNo", op = "eq", value = "k-2" } })).ShouldFail(422, "filter.invalid", "/filter/field");
        (await boss.PostAsync($"/api/v1/custom-fields/{number.Id}/restoration")).ShouldBe(HttpStatusCode.OK);
        (await boss.PostAsync("/api/v1/contacts/query", new { filter = new { field = "custom.customerNo", op = "eq", value = "k-2" } })).Data.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_companys_own_api_document_has_its_fields_typed()
    {
        var company = await own.Company.Host.SignUpAsync();
        (await company.Owner.PostAsync("/api/v1/custom-fields", Define("tier", "select", options: ["gold", "silver"]))).ShouldBe(HttpStatusCode.Created);
        (await company.Owner.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "score", type = "number", label = "Score", min = 0, max = 10, required = true })).ShouldBe(HttpStatusCode.Created);
        var (document, release) = ((await company.Owner.GetAsync("/openapi/tenant.json")).ShouldBe(HttpStatusCode.OK), (await company.Owner.GetAsync("/openapi/v1.json")).ShouldBe(HttpStatusCode.OK));
        foreach (var (shape, required) in (IEnumerable<(string, bool)>)[("Contact", false), ("ContactFields", true), ("ContactPatch", false)])
        {
            var custom = document.Body["components"]!["schemas"]![shape]!["properties"]!["custom"]!;
            custom["properties"]!["tier"]!["enum"]!.AsArray().Select(o => (string)o!).ShouldBe(["gold", "silver"]);
            ((int)custom["properties"]!["score"]!["maximum"]!, custom["required"] is not null).ShouldBe((10, required));
        }
        document.Body["paths"]!.ToJsonString().ShouldBe(release.Body["paths"]!.ToJsonString());
    }

    [Fact]
    public async Task A_definition_is_checked_ordered_and_changed()
    {
        var company = await own.Company.Host.SignUpAsync();
        var boss = company.Owner;
        var a = (await boss.PostAsync("/api/v1/custom-fields", Define("one", "text"))).ShouldBe(HttpStatusCode.Created);
        (await boss.PostAsync("/api/v1/custom-fields", Define("one", "number"))).ShouldFail(409, "customField.keyTaken", "/key");
        (await boss.PostAsync("/api/v1/custom-fields", Define("two", "select"))).ShouldFail(422, "validation.failed", "/options");
        (await boss.PostAsync("/api/v1/custom-fields", new { @object = "nothing", key = "x", type = "text", label = "X" })).ShouldFail(422, "validation.failed", "/object");
        (await boss.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "x'y", type = "text", label = "X" })).ShouldFail(422, "validation.failed", "/key");
        (await boss.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "x", type = "boolean", unique = true, label = "X" })).ShouldFail(422, "validation.failed", "/unique");
        (await boss.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "x", type = "number", @default = "seven", label = "X" })).ShouldFail(422, "customField.defaultUnfit", "/default");
        (await boss.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "x", type = "text", min = 3, label = "X" })).ShouldFail(422, "validation.failed", "/min");
        (await boss.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "zero", type = "text", label = "Zero", position = 0 })).ShouldBe(HttpStatusCode.Created);
        (await boss.GetAsync("/api/v1/custom-fields?object=contact")).Data.Select(f => (string?)f["key"]).ShouldBe(["zero", "one"]);
        (await boss.PatchAsync($"/api/v1/custom-fields/{a.Id}", new { label = "Eins", position = 0 }, "\"1\"")).ShouldFail(412, "request.stale");
        (await boss.PatchAsync($"/api/v1/custom-fields/{a.Id}", new { label = "Eins", position = 0 })).ShouldBe(HttpStatusCode.OK).Text("label").ShouldBe("Eins");
        (await boss.GetAsync("/api/v1/custom-fields")).Data.Select(f => (string?)f["key"]).ShouldBe(["one", "zero"]);
        (await (await company.JoinAsync("member")).PostAsync("/api/v1/custom-fields", Define("three", "text"))).ShouldFail(403, "auth.forbidden");
    }

    private static object Define(string key, string type, string[]? options = null) =>
        new { @object = "contact", key, type, label = key, options = (options ?? []).Select(o => new { key = o, label = o.ToUpperInvariant() }) };

    private Task<Answer> AddAsync(object field) => Owner.PostAsync("/api/v1/custom-fields", field);

    private Task<Answer> CreateAsync(string key, string value) =>
        Owner.PostAsync("/api/v1/contacts", new JsonObject { ["lastName"] = "L", ["custom"] = new JsonObject { [key] = JsonNode.Parse(value) } });
}
