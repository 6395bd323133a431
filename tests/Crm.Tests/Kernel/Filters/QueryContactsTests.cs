using System.Net;
using System.Text.Json.Nodes;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Filters;

public sealed class QueryContactsTests(OwnCompany own) : IClassFixture<OwnCompany>
{
    private Person Owner => own.Company.Owner;

    [Theory]
    [InlineData("""{"field":"nonsense","op":"eq","value":1}""", "/filter/field", "filter.unknownField")]
    [InlineData("""{"field":"deal.amount","op":"eq","value":1}""", "/filter/field", "filter.unknownField")]
    [InlineData("""{"field":"stage","op":"today"}""", "/filter/op", "filter.operatorUnfit")]
    [InlineData("""{"field":"tags","op":"gt","value":"a"}""", "/filter/op", "filter.operatorUnfit")]
    [InlineData("""{"field":"stage","op":"eq"}""", "/filter/value", "filter.valueUnfit")]
    [InlineData("""{"field":"stage","op":"eq","value":7}""", "/filter/value", "filter.valueUnfit")]
    [InlineData("""{"field":"stage","op":"isNull","value":7}""", "/filter/value", "filter.valueUnfit")]
    [InlineData("""{"field":"stage","op":"in","value":"lead"}""", "/filter/value", "filter.valueUnfit")]
    [InlineData("""{"field":"stage","op":"in","value":["lead",7]}""", "/filter/value/1", "filter.valueUnfit")]
    [InlineData("""{"field":"ownerId","op":"eq","value":"you"}""", "/filter/value", "filter.valueUnfit")]
    [InlineData("""{"field":"createdAt","op":"gt","value":"2026-03-01T10:00:00"}""", "/filter/value", "filter.valueUnfit")]
    [InlineData("""{"field":"createdAt","op":"gt","value":"0001-01-01"}""", "/filter/value", "filter.valueUnfit")]
    [InlineData("""{"field":"createdAt","op":"lastNDays","value":-1}""", "/filter/value", "filter.valueUnfit")]
    [InlineData("""{"field":"createdAt","op":"between","value":["2026-01-01"]}""", "/filter/value", "filter.valueUnfit")]
    [InlineData("""{"and":[{"field":"stage","op":"eq","value":"lead"},{"not":{"or":[]}}]}""", "/filter/and/1/not", "filter.shape")]
    [InlineData("""{"field":"stage","op":"eq","value":"lead","and":[]}""", "/filter", "filter.shape")]
    [InlineData("{}", "/filter", "filter.shape")]
    public async Task What_makes_no_sense_is_refused_and_pointed_at(string filter, string pointer, string code)
    {
        var answer = (await QueryAsync(filter)).ShouldFail(422, "filter.invalid", pointer);
        ((string?)answer.Body["errors"]![0]!["code"]).ShouldBe(code);
    }

    [Theory]
    [InlineData("company")]
    [InlineData("companies")]
    public async Task Relations_reach_the_companys_own_fields_of_the_other_end(string relation)
    {
        var key = $"tier{relation}";
        (await Owner.PostAsync("/api/v1/custom-fields", new { @object = "company", key, type = "text", label = "Tier" })).ShouldBe(HttpStatusCode.Created);
        var company = (await Owner.PostAsync("/api/v1/companies", new { name = $"Golden {relation}", custom = new Dictionary<string, string> { [key] = "gold" } })).ShouldBe(HttpStatusCode.Created).Id;
        var contact = (await Owner.PostAsync("/api/v1/contacts", new { lastName = $"Of golden {relation}", companyId = company })).ShouldBe(HttpStatusCode.Created).Id;

        var page = (await QueryAsync($$"""{"field":"{{relation}}.custom.{{key}}","op":"eq","value":"gold"}""")).ShouldBe(HttpStatusCode.OK);
        page.Data.Select(c => (Guid)c["id"]!).ShouldBe([contact]);
    }

    [Fact]
    public async Task Depth_leaves_and_values_are_bounded()
    {
        string Deep(int n) => n == 0 ? """{"field":"stage","op":"notNull"}""" : $$"""{"not":{{Deep(n - 1)}}}""";
        string Wide(int n) => $$"""{"or":[{{string.Join(",", Enumerable.Repeat(Deep(0), n))}}]}""";
        string Long(int n) => $$"""{"field":"stage","op":"in","value":[{{string.Join(",", Enumerable.Range(0, n).Select(i => $"\"s{i}\""))}}]}""";
        foreach (var fits in (string[])[Deep(5), Wide(50), Long(500)]) (await QueryAsync(fits)).ShouldBe(HttpStatusCode.OK);
        foreach (var over in (string[])[Deep(6), Deep(20), Wide(51), Long(501)]) (await QueryAsync(over)).ShouldFail(422, "filter.tooComplex");
    }

    [Theory]
    [InlineData("today", null, true)]
    [InlineData("thisWeek", null, true)]
    [InlineData("thisYear", null, true)]
    [InlineData("yesterday", null, false)]
    [InlineData("nextMonth", null, false)]
    [InlineData("lastNDays", "0", true)]
    [InlineData("olderThanNDays", "1", false)]
    [InlineData("eq", "\"today\"", true)]
    [InlineData("gte", "\"thisMonth\"", true)]
    [InlineData("lt", "\"thisQuarter\"", false)]
    public async Task Times_are_of_the_companys_calendar(string op, string? value, bool found)
    {
        // On either side of Greenwich by half a day: today there is never only today here.
        foreach (var zone in (string[])["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])
        {
            (await Owner.PatchAsync("/api/v1/organization", new { timeZone = zone })).ShouldBe(HttpStatusCode.OK);
            (await Owner.PostAsync("/api/v1/contacts", new { lastName = op })).ShouldBe(HttpStatusCode.Created);
            var filter = value is null ? $$"""{"field":"createdAt","op":"{{op}}"}""" : $$"""{"field":"createdAt","op":"{{op}}","value":{{value}}}""";
            (await QueryAsync(filter)).ShouldBe(HttpStatusCode.OK).Data.Any().ShouldBe(found, zone);
        }
    }

    [Fact]
    public async Task Pages_sorts_fields_and_counts()
    {
        var company = await own.Company.Host.SignUpAsync();
        foreach (var name in (string?[])["b", null, "A", "c", null])
            (await company.Owner.PostAsync("/api/v1/contacts", new { firstName = name, lastName = "L" })).ShouldBe(HttpStatusCode.Created);

        async Task<List<string?>> WalkAsync(string dir, string nulls)
        {
            var (seen, cursor) = (new List<string?>(), (string?)null);
            do
            {
                var page = (await company.Owner.PostAsync("/api/v1/contacts/query",
                    new { filter = new { field = "lastName", op = "eq", value = "l" }, sort = new[] { new { field = "firstName", dir, nulls } }, fields = new[] { "firstName" }, limit = 2, cursor, count = "exact" })).ShouldBe(HttpStatusCode.OK);
                ((int)page.Body["page"]!["total"]!).ShouldBe(5);
                page.Data.SelectMany(c => c.AsObject()).ShouldAllBe(member => member.Key == "firstName");
                seen.AddRange(page.Data.Select(c => (string?)c["firstName"]));
                cursor = page.Next;
            }
            while (cursor is not null);
            return seen;
        }

        (await WalkAsync("asc", "last")).ShouldBe(["A", "b", "c", null, null]);
        (await WalkAsync("asc", "first")).ShouldBe([null, null, "A", "b", "c"]);
        (await WalkAsync("desc", "last")).ShouldBe(["c", "b", "A", null, null]);
        (await WalkAsync("desc", "first")).ShouldBe([null, null, "c", "b", "A"]);

        var next = (await company.Owner.PostAsync("/api/v1/contacts/query", new { limit = 1 })).Next;
        (await company.Owner.PostAsync("/api/v1/contacts/query", new { limit = 1, cursor = next, filter = new { field = "lastName", op = "eq", value = "l" } })).ShouldFail(400, "cursor.mismatch");
        (await company.Owner.PostAsync("/api/v1/contacts/query", new { limit = 201 })).ShouldFail(400, "request.invalid", "/limit");
        (await company.Owner.PostAsync("/api/v1/contacts/query", new { sort = new[] { new { field = "stage" } } })).ShouldFail(400, "request.invalid", "/sort/0/field");
        (await company.Owner.PostAsync("/api/v1/contacts/query", new { fields = new[] { "secret" } })).ShouldFail(400, "request.invalid");
    }

    [Fact]
    public async Task Only_what_the_role_may_see_is_found_or_asked_for()
    {
        var role = (await Owner.PostAsync("/api/v1/roles", new
        {
            name = "Own contacts",
            permissions = new[] { new { permission = "contacts.read", scope = "own" } },
            fields = new[] { new { @object = "contact", field = "jobTitle", access = "hidden" } },
        })).ShouldBe(HttpStatusCode.Created);
        var member = await own.Company.JoinAsync(role.Id.ToString());
        (await Owner.PostAsync("/api/v1/contacts", new { lastName = "Theirs", jobTitle = "Spy" })).ShouldBe(HttpStatusCode.Created);
        (await Owner.PostAsync("/api/v1/contacts", new { lastName = "Mine", jobTitle = "Spy", ownerId = member.AccountId })).ShouldBe(HttpStatusCode.Created);
        (await member.PostAsync("/api/v1/contacts/query", new { filter = new { not = new { field = "lastName", op = "eq", value = "nobody" } } })).Data.Select(c => (string?)c["lastName"]).ShouldBe(["Mine"]);
        (await member.PostAsync("/api/v1/contacts/query", new { filter = new { field = "jobTitle", op = "eq", value = "spy" } })).ShouldFail(403, "access.fieldHidden", "/filter/field");
    }

    private Task<Answer> QueryAsync(string filter) => Owner.PostAsync("/api/v1/contacts/query", new JsonObject { ["filter"] = JsonNode.Parse(filter), ["limit"] = 1 });
}
