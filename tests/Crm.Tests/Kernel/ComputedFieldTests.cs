using System.Net;
using System.Text.Json.Nodes;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel;

/// <summary>Formulas and roll-ups: computed when they are read, for all records at once.</summary>
public sealed class ComputedFieldTests(OwnCompany own) : IClassFixture<OwnCompany>
{
    private static int number;

    private Person Owner => own.Company.Owner;

    [Theory]
    [InlineData("1 + 2 * 3 - 4 / 8", "6.5")]
    [InlineData("(1 + 2) * -3", "-9")]
    [InlineData("7 % 4", "3")]
    [InlineData("1 / 0", null)]
    [InlineData("custom.fscore * 2", "20")]
    [InlineData("custom.fnothing + 1", null)]
    [InlineData("coalesce(custom.fnothing, 5)", "5")]
    [InlineData("round(custom.fworth / 3, 2)", "4.17")]
    [InlineData("if(custom.fscore >= 10 and not custom.fvip, 'big', \"it's\")", "\"it\\u0027s\"")]
    [InlineData("if(custom.fnothing > 1, 1)", null)]
    [InlineData("upper(firstName) & '?' & lastName", "\"ADA?Lovelace\"")]
    [InlineData("concat(firstName, ' ', custom.fnothing, custom.fscore, ' ', custom.fsince)", "\"Ada 10 2026-01-31\"")]
    [InlineData("contains(lastName, 'LOVE') and startsWith(address.city, 'l')", "true")]
    [InlineData("custom.fsince + 1", "\"2026-02-01\"")]
    [InlineData("addMonths(custom.fsince, 1)", "\"2026-02-28\"")]
    [InlineData("(custom.fsince + 40) - custom.fsince", "40")]
    [InlineData("year(custom.fsince) * 100 + month(custom.fsince)", "202601")]
    [InlineData("weekday(custom.fsince)", "6")]
    [InlineData("today() - day(createdAt)", "0")]
    [InlineData("createdAt > createdAt", "false")]
    [InlineData("min(3, custom.fscore, 7) + max(1, 2)", "5")]
    [InlineData("left('abcdef', 2) & right('abcdef', 2) & length('abc')", "\"abef3\"")]
    [InlineData("custom.fnothing = null", "true")]
    [InlineData("custom.ftier = 'gold'", "true")]
    public async Task A_formula_computes(string formula, string? expected)
    {
        var contact = await AdaAsync();
        var key = $"x{Interlocked.Increment(ref number)}";
        (await Owner.PostAsync("/api/v1/custom-fields", new { @object = "contact", key, type = "formula", label = key, formula })).ShouldBe(HttpStatusCode.Created);
        await ShownAsync();
        var read = (await Owner.GetAsync($"/api/v1/contacts/{contact}")).ShouldBe(HttpStatusCode.OK).Body["custom"]![key];
        JsonNode.DeepEquals(read, expected is null ? null : JsonNode.Parse(expected)).ShouldBeTrue($"{formula}: {read?.ToJsonString()}");
        var listed = (await Owner.PostAsync("/api/v1/contacts/query", new { filter = new { field = "id", op = "eq", value = contact }, sort = new[] { new { field = $"custom.{key}" } } })).ShouldBe(HttpStatusCode.OK).Data[0]!["custom"]![key];
        JsonNode.DeepEquals(listed, expected is null ? null : JsonNode.Parse(expected)).ShouldBeTrue();
        if (expected is not null)
            (await Owner.PostAsync("/api/v1/contacts/query", new { filter = new { and = new object[] { new { field = "id", op = "eq", value = contact }, new { field = $"custom.{key}", op = "eq", value = JsonNode.Parse(expected) } } } })).ShouldBe(HttpStatusCode.OK).Data.Count.ShouldBe(1, formula);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("1 +")]
    [InlineData("(1")]
    [InlineData("1 2")]
    [InlineData("nobody + 1")]
    [InlineData("custom.nobody")]
    [InlineData("firstName + 1")]
    [InlineData("if(1, 2, 3)")]
    [InlineData("if(true, 1, 'a')")]
    [InlineData("drop(1)")]
    [InlineData("tags")]
    [InlineData("text")]
    [InlineData("'a")]
    [InlineData("1; select 1")]
    [InlineData("12345678901234567")]
    [InlineData("round(1, 2, 3)")]
    public async Task One_that_means_nothing_is_refused(string formula)
    {
        await AdaAsync();
        var key = $"w{Interlocked.Increment(ref number)}";
        var answer = await Owner.PostAsync("/api/v1/custom-fields", new { @object = "contact", key, type = "formula", label = key, formula });
        answer.ShouldFail(422, "customField.formulaInvalid", "/formula");
    }

    [Fact]
    public async Task Nobody_writes_what_is_computed_and_none_is_made_of_itself()
    {
        var company = await own.Company.Host.SignUpAsync();
        var owner = company.Owner;
        (await owner.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "half", type = "formula", label = "Half", formula = "1 / 2" })).ShouldBe(HttpStatusCode.Created);
        (await owner.PostAsync("/api/v1/contacts", new { lastName = "A", custom = new { half = 3 } })).ShouldFail(422, "validation.failed", "/custom/half");
        (await owner.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "r", type = "formula", label = "R", formula = "1", required = true })).ShouldFail(422, "validation.failed");
        (await owner.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "n", type = "number", label = "N", formula = "1" })).ShouldFail(422, "validation.failed");
        var whole = (await owner.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "whole", type = "formula", label = "Whole", formula = "custom.half * 2" })).ShouldBe(HttpStatusCode.Created);
        var half = (await owner.GetAsync("/api/v1/custom-fields?object=contact")).Data[0]!["id"];
        (await owner.PatchAsync($"/api/v1/custom-fields/{half}", new { formula = "custom.whole / 2" })).ShouldFail(422, "customField.formulaInvalid");
        (await owner.PatchAsync($"/api/v1/custom-fields/{half}", new { formula = "'a text'" })).ShouldFail(422, "customField.formulaInvalid");
        (await owner.PatchAsync($"/api/v1/custom-fields/{half}", new { formula = "5" })).ShouldBe(HttpStatusCode.OK);
        var contact = (await owner.PostAsync("/api/v1/contacts", new { lastName = "A" })).ShouldBe(HttpStatusCode.Created);
        await ShownAsync();
        ((int?)(await owner.GetAsync($"/api/v1/contacts/{contact.Id}")).Body["custom"]!["whole"]).ShouldBe(10);
        (await owner.GetAsync("/api/v1/schema/contact")).Body["fields"]!.AsArray().Single(f => (string?)f!["name"] == "custom.whole")!["type"]!.GetValue<string>().ShouldBe("number");
    }

    [Fact]
    public async Task A_rollup_adds_up_what_is_tied_and_not_in_the_trash()
    {
        var company = await own.Company.Host.SignUpAsync();
        var owner = company.Owner;
        (await owner.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "seats", type = "number", label = "Seats" })).ShouldBe(HttpStatusCode.Created);
        foreach (var (key, rollup) in new (string, object)[]
        {
            ("people", new { @object = "contact", function = "count" }), ("seats", new { @object = "contact", function = "sum", field = "custom.seats" }), ("most", new { @object = "contact", function = "max", field = "custom.seats" }),
            ("mean", new { @object = "contact", function = "average", field = "custom.seats" }), ("last", new { @object = "contact", function = "max", field = "createdAt" }), ("subs", new { @object = "company", function = "count" }),
        })
            (await owner.PostAsync("/api/v1/custom-fields", new { @object = "company", key, type = "rollup", label = key, rollup })).ShouldBe(HttpStatusCode.Created);
        (await owner.PostAsync("/api/v1/custom-fields", new { @object = "company", key = "perhead", type = "formula", label = "Per head", formula = "custom.seats / custom.people" })).ShouldBe(HttpStatusCode.Created);
        (await owner.PostAsync("/api/v1/custom-fields", new { @object = "company", key = "odd", type = "rollup", label = "Odd", rollup = new { @object = "contact", function = "sum", field = "lastName" } })).ShouldFail(422, "customField.formulaInvalid", "/rollup");
        (await owner.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "odd", type = "rollup", label = "Odd", rollup = new { @object = "contact", function = "count" } })).ShouldFail(422, "customField.formulaInvalid", "/rollup");
        (await owner.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "employers", type = "rollup", label = "Employers", rollup = new { @object = "company", function = "count" } })).ShouldBe(HttpStatusCode.Created);

        var big = (await owner.PostAsync("/api/v1/companies", new { name = "Big" })).ShouldBe(HttpStatusCode.Created).Id;
        var small = (await owner.PostAsync("/api/v1/companies", new { name = "Small", parentId = big })).ShouldBe(HttpStatusCode.Created).Id;
        var ids = new List<Guid>();
        foreach (var seats in new[] { 2, 4, 9 }) ids.Add((await owner.PostAsync("/api/v1/contacts", new { lastName = $"C{seats}", companyId = big, custom = new { seats } })).ShouldBe(HttpStatusCode.Created).Id);
        (await owner.DeleteAsync($"/api/v1/contacts/{ids[2]}")).ShouldBe(HttpStatusCode.NoContent);

        await ShownAsync();
        var custom = (await owner.GetAsync($"/api/v1/companies/{big}")).Body["custom"]!;
        ((int?)custom["people"], (int?)custom["seats"], (int?)custom["most"], (decimal?)custom["mean"], (int?)custom["subs"], (int?)custom["perhead"]).ShouldBe((2, 6, 4, 3m, 1, 3));
        ((int?)(await owner.GetAsync($"/api/v1/contacts/{ids[0]}")).Body["custom"]!["employers"]).ShouldBe(1);
        var none = (await owner.GetAsync($"/api/v1/companies/{small}")).Body["custom"]!;
        ((int?)none["people"], (int?)none["seats"], none["most"], none["perhead"]).ShouldBe((0, 0, null, null));
        (await owner.PostAsync("/api/v1/companies/query", new { filter = new { field = "custom.people", op = "gt", value = 1 }, sort = new[] { new { field = "custom.seats", dir = "desc" } } })).ShouldBe(HttpStatusCode.OK).Data.Select(c => (string?)c["name"]).ShouldBe(["Big"]);
        (await owner.PostAsync("/api/v1/contacts/query", new { filter = new { field = "company.custom.people", op = "eq", value = 2 } })).ShouldBe(HttpStatusCode.OK).Data.Count.ShouldBe(2);
        (await owner.PostAsync("/api/v1/companies/aggregations", new { metrics = new[] { new { op = "sum", field = "custom.seats" } } })).ShouldBe(HttpStatusCode.OK);
        (await owner.PatchAsync($"/api/v1/companies/{big}", new { industry = "Steel" })).ShouldBe(HttpStatusCode.OK).Body["custom"]!.AsObject().ContainsKey("people").ShouldBeFalse("nothing computed is stored");
    }

    [Fact]
    public async Task What_grows_beyond_all_bounds_is_no_value_and_breaks_no_read()
    {
        var company = await own.Company.Host.SignUpAsync();
        var owner = company.Owner;
        foreach (var (key, type) in new[] { ("n", "number"), ("text", "longText"), ("d", "date") })
            (await owner.PostAsync("/api/v1/custom-fields", new { @object = "contact", key, type, label = key })).ShouldBe(HttpStatusCode.Created);
        var field = (await owner.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "f", type = "formula", label = "F", formula = "1" })).ShouldBe(HttpStatusCode.Created).Id;
        var contact = (await owner.PostAsync("/api/v1/contacts", new { lastName = "A", custom = new { n = 9_007_199_254_740_991, text = new string('ß', 20_000), d = "9998-12-31" } })).ShouldBe(HttpStatusCode.Created).Id;
        await ShownAsync();
        static string Many(string part, int times, string between) => string.Join(between, Enumerable.Repeat(part, times));
        (string Formula, Action<JsonNode?> Holds)[] cases =
        [
            ("today()" + Many("-40000", 65, ""), value => value.ShouldBeNull()),
            ("year(" + string.Concat(Enumerable.Repeat("addMonths(", 25)) + "today()" + Many(",-1200)", 25, "") + Many("-40000", 60, "") + ")", value => value.ShouldBeNull()),
            ("custom.d + 1", value => value.ShouldBeNull()),
            ("custom.d - 1", value => ((string?)value).ShouldBe("9998-12-30")),
            (Many("custom.n", 22, "*"), value => value.ShouldBeNull()),
            ("1/" + Many("999999999999999", 60, "/"), value => ((decimal)value!).ShouldBe(0)),
            (Many("custom.text", 60, "&"), value => ((string)value!).Length.ShouldBe(1000)),
        ];
        foreach (var (formula, holds) in cases)
        {
            (await owner.PatchAsync($"/api/v1/custom-fields/{field}", new { formula })).ShouldBe(HttpStatusCode.OK);
            holds((await owner.GetAsync($"/api/v1/contacts/{contact}")).ShouldBe(HttpStatusCode.OK).Body["custom"]!["f"]);
            (await owner.PostAsync("/api/v1/contacts/query", new { filter = new { field = "custom.f", op = "isNull" }, sort = new[] { new { field = "custom.f" } } })).ShouldBe(HttpStatusCode.OK);
            (await owner.PostAsync("/api/v1/contacts/aggregations", new { metrics = new[] { new { op = "percentile", field = "custom.f", percentile = 0.5 } } })).Status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.UnprocessableEntity);
        }
    }

    [Fact]
    public async Task What_is_made_of_hidden_members_is_hidden()
    {
        var company = await own.Company.Host.SignUpAsync();
        var owner = company.Owner;
        (await owner.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "initial", type = "formula", label = "Initial", formula = "left(lastName, 1)" })).ShouldBe(HttpStatusCode.Created);
        (await owner.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "one", type = "formula", label = "One", formula = "1" })).ShouldBe(HttpStatusCode.Created);
        var contact = (await owner.PostAsync("/api/v1/contacts", new { firstName = "A", lastName = "Secret" })).ShouldBe(HttpStatusCode.Created).Id;
        var role = (await owner.PostAsync("/api/v1/roles", new { name = "No names", permissions = new[] { new { permission = "contacts.read", scope = "all" } }, fields = new[] { new { @object = "contact", field = "lastName", access = "hidden" } } })).ShouldBe(HttpStatusCode.Created).Id.ToString();
        var clerk = await company.JoinAsync(role);
        await ShownAsync();
        ((string?)(await owner.GetAsync($"/api/v1/contacts/{contact}")).Body["custom"]!["initial"]).ShouldBe("S");
        var seen = (await clerk.GetAsync($"/api/v1/contacts/{contact}")).ShouldBe(HttpStatusCode.OK).Body["custom"]!;
        (seen["initial"], (int?)seen["one"]).ShouldBe((null, 1));
        (await clerk.PostAsync("/api/v1/contacts/query", new { filter = new { field = "custom.initial", op = "eq", value = "s" } })).ShouldFail(403, "access.fieldHidden");
    }

    [Fact]
    public async Task Random_formulas_compute_or_are_refused()
    {
        var company = await own.Company.Host.SignUpAsync();
        var owner = company.Owner;
        (await owner.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "n", type = "number", label = "N" })).ShouldBe(HttpStatusCode.Created);
        (await owner.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "d", type = "date", label = "D" })).ShouldBe(HttpStatusCode.Created);
        (await owner.PostAsync("/api/v1/contacts", new { lastName = "A", custom = new { n = 9_007_199_254_740_991, d = "9998-12-31" } })).ShouldBe(HttpStatusCode.Created);
        var field = (await owner.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "f", type = "formula", label = "F", formula = "1" })).ShouldBe(HttpStatusCode.Created).Id;
        string[] parts = ["custom.n", "custom.d", "lastName", "createdAt", "999999999999999", "0.000001", "'a'", "null", "true", "today()", "day(createdAt)"];
        string[] shapes = ["({0} + {1})", "({0} * {1})", "({0} / {1})", "({0} - {1})", "({0} % {1})", "addMonths({0}, {1})", "round({0}, {1})", "left({0}, {1})", "concat({0}, {1})", "({0} < {1})", "if({0}, {1}, {0})", "coalesce({0}, {1})", "max({0}, {1})", "year({0})", "-{0}"];
        var (dice, taken) = (new Random(7), 0);
        string Make(int depth) => depth == 0 || dice.Next(4) == 0 ? parts[dice.Next(parts.Length)] : string.Format(null, shapes[dice.Next(shapes.Length)], Make(depth - 1), Make(depth - 1));
        for (var i = 0; i < 400; i++)
        {
            var formula = Make(1 + dice.Next(3));
            var answer = await owner.PatchAsync($"/api/v1/custom-fields/{field}", new { formula });
            if (answer.Status is HttpStatusCode.UnprocessableEntity) continue;
            answer.ShouldBe(HttpStatusCode.OK);
            taken++;
            (await owner.PostAsync("/api/v1/contacts/query", new { sort = new[] { new { field = "custom.f" } } })).ShouldBe(HttpStatusCode.OK);
        }
        taken.ShouldBeGreaterThan(50);
    }

    /// <summary>That there are computed fields where there were none is seen after a second.</summary>
    private static Task ShownAsync() => Task.Delay(1_100, TestContext.Current.CancellationToken);

    private async Task<Guid> AdaAsync()
    {
        foreach (var (key, type) in new[] { ("fscore", "number"), ("fnothing", "number"), ("fworth", "decimal"), ("fvip", "boolean"), ("fsince", "date"), ("ftier", "text") })
            (await Owner.PostAsync("/api/v1/custom-fields", new { @object = "contact", key, type, label = key })).Status.ShouldBeOneOf(HttpStatusCode.Created, HttpStatusCode.Conflict);
        return (await Owner.PostAsync("/api/v1/contacts?onDuplicate=allow", new { firstName = "Ada", lastName = "Lovelace", address = new { city = "London" }, custom = new { fscore = 10, fworth = 12.5, fvip = true, fsince = "2026-01-31", ftier = "gold" } })).ShouldBe(HttpStatusCode.Created).Id;
    }
}
