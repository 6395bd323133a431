using System.Net;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Assignment;

/// <summary>Records without an owner get one by the company's rules.</summary>
public sealed class AssignmentTests(CrmHost host)
{
    private const string Rules = "/api/v1/assignment-rules";

    [Fact]
    public async Task Forty_at_once_are_shared_evenly_and_by_weight()
    {
        var (company, owner, people) = await WithAsync(4);
        await RuleAsync(owner, new { @object = "contact", name = "all", assignees = people.Select(p => new { accountId = p.AccountId }) });
        var made = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => NewAsync(owner)));
        made.CountBy(m => m).ToDictionary().ShouldBe(people.ToDictionary(p => p.AccountId, _ => 10), ignoreOrder: true);

        await RuleAsync(owner, new { @object = "company", name = "weights", assignees = new[] { new { accountId = people[0].AccountId, weight = 3 }, new { accountId = people[1].AccountId, weight = 1 } } });
        var companies = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ => Of(await owner.PostAsync("/api/v1/companies", new { name = $"C{Guid.CreateVersion7():n}" }))));
        (companies.Count(c => c == people[0].AccountId), companies.Count(c => c == people[1].AccountId)).ShouldBe((15, 5));
        company.Host.ShouldBeSameAs(host);
    }

    [Fact]
    public async Task The_first_rule_that_fits_and_has_somebody_decides_else_who_creates_it()
    {
        var (_, owner, people) = await WithAsync(3);
        var full = await RuleAsync(owner, new { @object = "contact", name = "one each", filter = new { field = "source", op = "eq", value = "Fair" }, assignees = new[] { new { accountId = people[0].AccountId } }, capacity = new { records = 1 } });
        var next = await RuleAsync(owner, new { @object = "contact", name = "rest", filter = new { field = "source", op = "eq", value = "fair" }, assignees = new[] { new { accountId = people[1].AccountId, awayUntil = (DateTimeOffset?)DateTimeOffset.UtcNow.AddDays(1) }, new { accountId = people[2].AccountId, awayUntil = (DateTimeOffset?)null } } });
        (await NewAsync(owner)).ShouldBe(owner.AccountId);
        (await NewAsync(owner, people[1].AccountId, "fair")).ShouldBe(people[1].AccountId);
        (await NewAsync(owner, source: "fair")).ShouldBe(people[0].AccountId);
        (await NewAsync(owner, source: "FAIR")).ShouldBe(people[2].AccountId);

        // Explained for one that is there; telling takes nobody's turn.
        var contact = (await owner.PostAsync("/api/v1/contacts", new { lastName = "x", source = "fair", ownerId = owner.AccountId })).ShouldBe(HttpStatusCode.Created);
        var told = (await owner.PostAsync($"{contact.Location}/assignment?dryRun=true")).ShouldBe(HttpStatusCode.OK);
        ((Guid)told.Body["ownerId"]!, (Guid)told.Body["ruleId"]!).ShouldBe((people[2].AccountId, next.Id));
        told.Body["rules"]!.AsArray().Select(r => (bool)r!["fits"]!).ShouldBe([true, true]);
        told.Body["rules"]!.AsArray().SelectMany(r => r!["candidates"]!.AsArray()).Select(c => (string)c!["state"]!).ShouldBe(["full", "away", "next"]);
        (await owner.GetAsync(contact.Location!)).Text("ownerId").ShouldBe(owner.AccountId.ToString());
        (await owner.CallAsync(HttpMethod.Post, $"{contact.Location}/assignment", ifMatch: "\"7\"")).ShouldFail(412, "request.stale");
        (await owner.PostAsync($"{contact.Location}/assignment")).ShouldBe(HttpStatusCode.OK).ETag.ShouldBe("\"2\"");
        (await owner.GetAsync(contact.Location!)).Text("ownerId").ShouldBe(people[2].AccountId.ToString());

        (await owner.DeleteAsync($"/api/v1/members/{people[2].AccountId}")).Status.ShouldBeOneOf(HttpStatusCode.NoContent, HttpStatusCode.OK);
        await Eventually.EqualsAsync(owner.AccountId, () => NewAsync(owner, source: "fair"), TimeSpan.FromSeconds(20), "who left gets nothing");
        (await owner.PatchAsync(next.Location!, new { position = 0, active = false })).ShouldBe(HttpStatusCode.OK);
        (await owner.GetAsync($"{Rules}?object=contact")).Data.Select(r => ((Guid)r["id"]!, (int)r["position"]!)).ShouldBe([(next.Id, 0), (full.Id, 1)]);
        (await owner.DeleteAsync(full.Location!)).ShouldBe(HttpStatusCode.NoContent);
        (await owner.GetAsync(full.Location!)).ShouldFail(404, "request.notFound");
    }

    [Fact]
    public async Task A_rule_sees_a_record_to_be_as_the_filter_finds_it_once_it_is_there()
    {
        var (company, owner, people) = await WithAsync(1);
        var industry = (await owner.PostAsync("/api/v1/companies", new { name = "Acme", industry = "Steel", ownerId = owner.AccountId })).ShouldBe(HttpStatusCode.Created);
        (await owner.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "score", label = "Score", type = "number" })).ShouldBe(HttpStatusCode.Created);
        object[] filters =
        [
            new { field = "tags", op = "anyOf", value = new[] { "VIP" } },
            new { field = "company.industry", op = "eq", value = "steel" },
            new { field = "custom.score", op = "gte", value = 5 },
            new { and = new object[] { new { field = "firstName", op = "startsWith", value = "a" }, new { field = "address.country", op = "ne", value = "DE" } } },
            new { field = "email", op = "endsWith", value = "@b.example" },
            new { field = "phones", op = "isNull" },
            new { not = new { field = "text", op = "contains", value = "smith" } },
            new { field = "createdAt", op = "today" },
        ];
        var names = new List<Guid>();
        foreach (var (i, filter) in filters.Index())
            names.Add((await RuleAsync(owner, new { @object = "contact", name = $"r{i}", filter, assignees = new[] { new { accountId = people[0].AccountId } } })).Id);
        var dice = new Random(99);
        for (var round = 0; round < 25; round++)
        {
            var contact = (await owner.PostAsync("/api/v1/contacts?onDuplicate=allow", new
            {
                firstName = dice.Next(2) == 0 ? "Anna" : "Bert",
                lastName = dice.Next(2) == 0 ? "Smith" : "Jones",
                emails = dice.Next(2) == 0 ? [] : new[] { new { address = $"x{round}@{(dice.Next(2) == 0 ? "b" : "c")}.example" } },
                phones = dice.Next(2) == 0 ? [] : new[] { new { number = $"+49301234{round:000}" } },
                tags = dice.Next(2) == 0 ? [] : new[] { "Vip" },
                companyId = dice.Next(2) == 0 ? industry.Id : (Guid?)null,
                address = dice.Next(2) == 0 ? null : new { country = dice.Next(2) == 0 ? "DE" : "FR" },
                custom = dice.Next(2) == 0 ? new Dictionary<string, int>() : new() { ["score"] = dice.Next(10) },
            })).ShouldBe(HttpStatusCode.Created);
            var found = new List<bool>();
            foreach (var filter in filters)
                found.Add((await owner.PostAsync("/api/v1/contacts/query", new { filter = new { and = new[] { filter, new { field = "id", op = "eq", value = contact.Id } } } })).ShouldBe(HttpStatusCode.OK).Data.Count == 1);
            (await owner.PostAsync($"{contact.Location}/assignment?dryRun=true")).ShouldBe(HttpStatusCode.OK).Body["rules"]!.AsArray().Select(r => (bool)r!["fits"]!).ShouldBe(found, $"round {round}");
            Of(contact).ShouldBe(found.Contains(true) ? people[0].AccountId : owner.AccountId);
        }
        names.Count.ShouldBe(filters.Length);
        company.Owner.ShouldBe(owner);
    }

    [Fact]
    public async Task A_team_shares_and_follows_who_is_in_it()
    {
        var (_, owner, people) = await WithAsync(2);
        var team = (await owner.PostAsync("/api/v1/teams", new { name = "Sales" })).ShouldBe(HttpStatusCode.Created);
        (await owner.PutAsync($"{team.Location}/members/{people[0].AccountId}", new { })).Status.ShouldBeOneOf(HttpStatusCode.NoContent, HttpStatusCode.OK, HttpStatusCode.Created);
        await RuleAsync(owner, new { @object = "contact", name = "team", teamId = team.Id });
        (await NewAsync(owner)).ShouldBe(people[0].AccountId);
        (await owner.PutAsync($"{team.Location}/members/{people[1].AccountId}", new { })).Status.ShouldBeOneOf(HttpStatusCode.NoContent, HttpStatusCode.OK, HttpStatusCode.Created);
        await Eventually.EqualsAsync(people[1].AccountId, () => NewAsync(owner), TimeSpan.FromSeconds(20), "the new one's turn");
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_and_another_company_sees_nothing()
    {
        var (_, owner, people) = await WithAsync(1);
        object[] one = [new { accountId = people[0].AccountId }];
        (await owner.PostAsync(Rules, new { @object = "contact", name = "x", assignees = one, teamId = Guid.CreateVersion7() })).ShouldFail(422, "validation.failed", "/assignees");
        (await owner.PostAsync(Rules, new { @object = "note", name = "x", assignees = one })).ShouldFail(422, "validation.failed", "/object");
        (await owner.PostAsync(Rules, new { @object = "contact", name = "x", assignees = new[] { new { accountId = Guid.CreateVersion7() } } })).ShouldFail(422, "access.ownerUnknown", "/assignees/0/accountId");
        (await owner.PostAsync(Rules, new { @object = "contact", name = "x", teamId = Guid.CreateVersion7() })).ShouldFail(422, "access.ownerUnknown", "/teamId");
        (await owner.PostAsync(Rules, new { @object = "contact", name = "x", assignees = one, filter = new { field = "nothing", op = "eq", value = 1 } })).ShouldFail(422, "filter.invalid", "/filter/field");
        var rule = await RuleAsync(owner, new { @object = "contact", name = "x", assignees = one });
        (await owner.PatchAsync(rule.Location!, new { @object = "company" })).ShouldFail(422, "validation.failed", "/object");
        (await owner.PatchAsync(rule.Location!, new { name = "y" }, "\"0\"")).ShouldFail(412, "request.stale");
        var contact = (await owner.PostAsync("/api/v1/contacts", new { lastName = "x" })).ShouldBe(HttpStatusCode.Created);
        for (var i = 1; i < 100; i++) (await owner.PostAsync(Rules, new { @object = "company", name = $"r{i}", assignees = one })).ShouldBe(HttpStatusCode.Created);
        (await owner.PostAsync(Rules, new { @object = "company", name = "too many", assignees = one })).ShouldFail(409, "assignment.tooManyRules");

        var stranger = (await host.SignUpAsync()).Owner;
        (await stranger.GetAsync(Rules)).ShouldBe(HttpStatusCode.OK).Data.ShouldBeEmpty();
        (await stranger.GetAsync(rule.Location!)).ShouldFail(404, "request.notFound");
        (await stranger.PostAsync($"{contact.Location}/assignment")).ShouldFail(404, "request.notFound");
        var seller = await PersonAsync(host, owner, people[0]);
        (await seller.PostAsync($"{contact.Location}/assignment")).ShouldFail(403, "auth.forbidden");
    }

    /// <summary>Who may only read contacts.</summary>
    private static async Task<Person> PersonAsync(CrmHost host, Person owner, Person person)
    {
        (await owner.PatchAsync($"/api/v1/members/{person.AccountId}", new { role = "readOnly" })).ShouldBe(HttpStatusCode.OK);
        return await Person.LogInAsync(host, person.Email);
    }

    private async Task<(Company Company, Person Owner, IReadOnlyList<Person> People)> WithAsync(int members)
    {
        var company = await host.SignUpAsync();
        var people = new List<Person>();
        for (var i = 0; i < members; i++) people.Add(await company.JoinAsync("member"));
        return (company, company.Owner, people);
    }

    private static async Task<Answer> RuleAsync(Person owner, object rule) => (await owner.PostAsync(Rules, rule)).ShouldBe(HttpStatusCode.Created);

    private static async Task<Guid> NewAsync(Person owner, Guid? ownerId = null, string? source = null) => Of(await owner.PostAsync("/api/v1/contacts", new { lastName = $"L{Guid.CreateVersion7():n}", source, ownerId }));

    private static Guid Of(Answer made) => (Guid)made.ShouldBe(HttpStatusCode.Created).Body["ownerId"]!;
}
