using System.Net;
using System.Text.Json.Nodes;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Filters;

/// <summary>Random filters over random contacts give the rows that a plain evaluation of their answers gives, and the same count.</summary>
public sealed class FiltersAgreeWithEvaluation(OwnCompany own) : IClassFixture<OwnCompany>
{
    private static readonly string?[] Words = [null, "Ada", "ada", "Grace H.", "a%b", "x_y", @"back\slash", "Émile", "zz", "  padded  "];
    private static readonly string[] Tags = ["VIP", "vip", "math", "Navy", "a%"];
    private readonly Random dice = new(4711);
    private readonly List<Guid> companies = [];

    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task For_any_filter()
    {
        var colleague = await own.Company.JoinAsync("member");
        var owners = new[] { Owner.AccountId, colleague.AccountId };
        foreach (var name in (string[])["one", "two"]) companies.Add((await Owner.PostAsync("/api/v1/companies", new { name })).ShouldBe(HttpStatusCode.Created).Id);
        for (var i = 0; i < 60; i++) (await Owner.PostAsync("/api/v1/contacts?onDuplicate=allow", Contact(i, owners))).ShouldBe(HttpStatusCode.Created);
        var all = (await Owner.GetAsync("/api/v1/contacts?limit=200")).Data;
        all.Count.ShouldBe(60);

        var hits = 0;
        for (var round = 0; round < 400; round++)
        {
            var (filter, holds) = Group(3, owners);
            var answer = (await Owner.PostAsync("/api/v1/contacts/query", new JsonObject { ["filter"] = filter.DeepClone(), ["limit"] = 200, ["count"] = "exact", ["fields"] = new JsonArray("id") })).ShouldBe(HttpStatusCode.OK);
            var expected = all.Where(holds).Select(c => (string)c["id"]!).ToHashSet();
            answer.Data.Select(c => (string)c["id"]!).ToHashSet().ShouldBe(expected, ignoreOrder: true, filter.ToJsonString());
            ((int)answer.Body["page"]!["total"]!).ShouldBe(expected.Count, filter.ToJsonString());
            if (expected.Count is > 0 and < 60) hits++;
        }
        hits.ShouldBeGreaterThan(150, "filters that choose everything or nothing prove little");
    }

    private object Contact(int i, Guid[] owners) => new
    {
        firstName = One(Words),
        lastName = One(Words) ?? $"L{i}",
        jobTitle = One(Words),
        source = One(Words),
        stage = One("lead", "answered", "customer"),
        tags = Tags.Where(_ => dice.Next(3) == 0).DistinctBy(t => t.ToLowerInvariant()),
        emails = Enumerable.Range(0, dice.Next(3)).Select(n => new { address = $"P{i}.{n}@{One("engine.example", "navy.example")}" }),
        phones = Enumerable.Range(0, dice.Next(2)).Select(_ => new { number = $"+49301234{dice.Next(100, 999)}" }),
        ownerId = One(owners),
        companyId = One<Guid?>(null, companies[0], companies[1]),
        address = dice.Next(2) == 0 ? new { city = One(Words) ?? "Berlin" } : null,
    };

    private (JsonObject Filter, Func<JsonNode, bool> Holds) Group(int depth, Guid[] owners)
    {
        if (depth == 0 || dice.Next(3) == 0) return Leaf(owners);
        var parts = Enumerable.Range(0, dice.Next(1, 4)).Select(_ => Group(depth - 1, owners)).ToList();
        var list = new JsonArray([.. parts.Select(p => p.Filter)]);
        return dice.Next(3) switch
        {
            0 => (new JsonObject { ["and"] = list }, c => parts.TrueForAll(p => p.Holds(c))),
            1 => (new JsonObject { ["or"] = list }, c => parts.Exists(p => p.Holds(c))),
            _ => (new JsonObject { ["not"] = parts[0].Filter.DeepClone() }, c => !parts[0].Holds(c)),
        };
    }

    private (JsonObject, Func<JsonNode, bool>) Leaf(Guid[] owners) => dice.Next(6) switch
    {
        0 => Listed(),
        1 => Chosen("stage", ["lead", "answered", "customer", "lost"], c => (string?)c["stage"]),
        2 => Chosen("ownerId", [.. owners.Select(o => o.ToString()), "me"], c => (string?)c["ownerId"], v => v == "me" ? Owner.AccountId.ToString() : v),
        3 => Chosen("companyId", [.. companies.Select(id => id.ToString())], c => (string?)c["companyId"]),
        _ => Text(),
    };

    private (JsonObject, Func<JsonNode, bool>) Text()
    {
        var (field, value) = One<(string, Func<JsonNode, string?>)>(
            ("firstName", c => (string?)c["firstName"]), ("lastName", c => (string?)c["lastName"]), ("jobTitle", c => (string?)c["jobTitle"]), ("source", c => (string?)c["source"]), ("address.city", c => (string?)c["address"]?["city"]));
        string? Of(JsonNode c) => value(c)?.Trim().ToLowerInvariant();
        var word = Words[dice.Next(1, Words.Length)]!;
        var low = word.Trim().ToLowerInvariant();
        return dice.Next(8) switch
        {
            0 => (Compare(field, "eq", word), c => Of(c) == low),
            1 => (Compare(field, "ne", word), c => Of(c) != low),
            2 => (Compare(field, "contains", word[..1]), c => Of(c)?.Contains(word[..1].Trim().ToLowerInvariant(), StringComparison.Ordinal) is true),
            3 => (Compare(field, "startsWith", word), c => Of(c)?.StartsWith(low, StringComparison.Ordinal) is true),
            4 => (Compare(field, "endsWith", low[^1..]), c => Of(c)?.EndsWith(low[^1..], StringComparison.Ordinal) is true),
            5 => (Compare(field, "isNull", null), c => Of(c) is null),
            6 => (Compare(field, "notNull", null), c => Of(c) is not null),
            _ => Several(field, dice.Next(2) == 0 ? "in" : "nin", word, Of),
        };
    }

    private static (JsonObject, Func<JsonNode, bool>) Several(string field, string op, string word, Func<JsonNode, string?> value)
    {
        var words = new[] { word, "zz" };
        string?[] low = [.. words.Select(w => w.Trim().ToLowerInvariant())];
        bool In(JsonNode c) => low.Contains(value(c));
        return (Compare(field, op, new JsonArray([.. words.Select(w => JsonValue.Create(w))])), c => In(c) == (op == "in"));
    }

    private (JsonObject, Func<JsonNode, bool>) Chosen(string field, string[] values, Func<JsonNode, string?> value, Func<string, string>? means = null)
    {
        var chosen = One(values);
        var meant = means?.Invoke(chosen) ?? chosen;
        return dice.Next(4) switch
        {
            0 => (Compare(field, "eq", chosen), c => value(c) == meant),
            1 => (Compare(field, "ne", chosen), c => value(c) != meant),
            2 => (Compare(field, "nin", new JsonArray(chosen)), c => value(c) != meant),
            _ => (Compare(field, "isNull", null), c => value(c) is null),
        };
    }

    private (JsonObject, Func<JsonNode, bool>) Listed()
    {
        var (field, items) = One<(string, Func<JsonNode, IEnumerable<string>>)>(
            ("tags", c => c["tags"]!.AsArray().Select(t => ((string)t!).ToLowerInvariant())),
            ("emails", c => c["emails"]!.AsArray().Select(e => ((string)e!["address"]!).ToLowerInvariant())),
            ("phones", c => c["phones"]!.AsArray().Select(p => (string)p!["number"]!)));
        var (one, two) = field switch { "tags" => ("vip", "Math"), "emails" => ("p3.0@ENGINE.example", "p7.1@navy.example"), _ => ("+49301234500", "+49 30 1234-111") };
        string[] low = [.. new[] { one, two }.Select(v => field == "phones" ? string.Concat(v.Where(x => char.IsAsciiDigit(x) || x == '+')) : v.ToLowerInvariant())];
        return dice.Next(6) switch
        {
            0 => (Compare(field, "anyOf", new JsonArray(one, two)), c => items(c).Any(low.Contains)),
            1 => (Compare(field, "allOf", new JsonArray(one, two)), c => low.All(items(c).Contains)),
            2 => (Compare(field, "noneOf", new JsonArray(one, two)), c => !items(c).Any(low.Contains)),
            3 => (Compare(field, "isNull", null), c => !items(c).Any()),
            4 => (Compare(field, "contains", field == "phones" ? "1234 5" : "p"), c => items(c).Any(i => i.Contains(field == "phones" ? "12345" : "p", StringComparison.Ordinal))),
            _ => (Compare(field, "startsWith", low[0][..2]), c => items(c).Any(i => i.StartsWith(low[0][..2], StringComparison.Ordinal))),
        };
    }

    private static JsonObject Compare(string field, string op, JsonNode? value) =>
        value is null ? new() { ["field"] = field, ["op"] = op } : new() { ["field"] = field, ["op"] = op, ["value"] = value };

    private T One<T>(params T[] of) => of[dice.Next(of.Length)];
}
