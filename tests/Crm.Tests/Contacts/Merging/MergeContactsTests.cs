using System.Net;
using System.Text.Json.Nodes;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Contacts.Merging;

/// <summary>Several contacts become one, and several again.</summary>
public sealed class MergeContactsTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    private const string Contacts = "/api/v1/contacts";
    private static int numbers = 1000;

    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task Who_remains_wins_what_is_empty_is_filled_and_lists_are_united()
    {
        var (a, b) = (await CompanyAsync(), await CompanyAsync());
        var survivor = await NewAsync(new { firstName = "Ada", emails = Mail("ada@one.example"), companyId = a, tags = new[] { "x" } });
        var other = await NewAsync(new { firstName = "Adele", lastName = "Lovelace", jobTitle = "Countess", emails = Mail("ada@two.example"), phones = Phone(), companyId = b, tags = new[] { "X", "y" } });
        var merged = (await MergeAsync(survivor, [other])).ShouldBe(HttpStatusCode.OK);
        merged.ETag.ShouldBe("\"2\"");
        var contact = merged.Body["contact"]!;
        ((string?)contact["fullName"], (string?)contact["jobTitle"], (Guid)contact["companyId"]!).ShouldBe(("Ada Lovelace", "Countess", a));
        contact["emails"]!.AsArray().Select(e => ((string)e!["address"]!, (bool)e["primary"]!)).ShouldBe([("ada@one.example", true), ("ada@two.example", false)]);
        contact["companies"]!.AsArray().Select(c => ((Guid)c!["companyId"]!, (bool)c["primary"]!)).ShouldBe([(a, true), (b, false)]);
        (contact["tags"]!.ToJsonString(), contact["phones"]!.AsArray().Count).ShouldBe(("""["x","y"]""", 1));
        (await Owner.GetAsync(survivor.Location!)).Body.ToJsonString().ShouldBe(contact.ToJsonString());

        var gone = (await Owner.GetAsync(other.Location!)).ShouldFail(404, "contact.merged");
        ((Guid)gone.Body["mergedInto"]!).ShouldBe(survivor.Id);
        (await Owner.GetAsync($"{Contacts}?trashed=true&limit=200")).Data.Single(c => (Guid)c["id"]! == other.Id)["mergedInto"]!.ToString().ShouldBe(survivor.Id.ToString());
        foreach (var address in (string[])["ada@one.example", "ada@two.example"])
            (await Owner.PostAsync(Contacts, new { emails = Mail(address) })).ShouldFail(409, "contact.emailTaken").Body.ToJsonString().ShouldContain(survivor.Id.ToString());
    }

    [Fact]
    public async Task Every_member_can_be_chosen_and_a_dry_run_only_shows()
    {
        var survivor = await NewAsync(new { firstName = "Bo", jobTitle = "CEO", emails = Mail($"bo{Next()}@x.example") });
        var other = await NewAsync(new { firstName = "Bob", jobTitle = "CTO", source = "fair", emails = Mail($"bob{Next()}@x.example") });
        object terms = new
        {
            from = new[] { other.Id },
            fields = new Dictionary<string, object> { ["firstName"] = new { from = other.Id }, ["jobTitle"] = new { value = "CFO" }, ["source"] = new { from = survivor.Id }, ["emails"] = new { from = other.Id }, ["stage"] = new { value = "qualified" } },
            dryRun = true,
        };
        var preview = (await PostAsync(survivor, terms)).ShouldBe(HttpStatusCode.OK);
        preview.Body["id"].ShouldBeNull();
        var shown = preview.Body["contact"]!;
        ((string?)shown["firstName"], (string?)shown["jobTitle"], shown["source"], shown["emails"]!.AsArray().Count, (string?)shown["stage"]).ShouldBe(("Bob", "CFO", null, 1, "qualified"));
        (await Owner.GetAsync(survivor.Location!)).Body.ToJsonString().ShouldBe(survivor.Body.ToJsonString());
        (await Owner.GetAsync(other.Location!)).Body.ToJsonString().ShouldBe(other.Body.ToJsonString());

        var merged = await PostAsync(survivor, JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(terms).Replace("\"dryRun\":true", "\"dryRun\":false", StringComparison.Ordinal))!);
        ((string?)merged.ShouldBe(HttpStatusCode.OK).Body["contact"]!["firstName"], (string?)merged.Body["contact"]!["jobTitle"]).ShouldBe(("Bob", "CFO"));
        (await NewAsync(new { emails = Mail((string)survivor.Body["emails"]![0]!["address"]!) })).Id.ShouldNotBe(survivor.Id);
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused()
    {
        var (one, two) = (await NewAsync(new { lastName = "x" }), await NewAsync(new { lastName = "y" }));
        (await Owner.PostAsync($"{one.Location}/merges", new { from = new[] { two.Id } })).ShouldFail(428, "request.preconditionRequired");
        (await Owner.CallAsync(HttpMethod.Post, $"{one.Location}/merges", new { from = new[] { two.Id } }, "\"7\"")).ShouldFail(412, "request.stale");
        foreach (var from in (Guid[][])[[], [one.Id], [two.Id, two.Id], [.. Enumerable.Range(0, 51).Select(_ => Guid.CreateVersion7())]])
            (await PostAsync(one, new { from })).ShouldFail(422, "validation.failed", "/from");
        (await PostAsync(one, new { from = new[] { Guid.CreateVersion7() } })).ShouldFail(404, "request.notFound");
        (await PostAsync(one, new { from = new[] { two.Id }, fields = new { nothing = new { value = 1 } } })).ShouldFail(422, "request.unknownMember", "/fields/nothing");
        (await PostAsync(one, new { from = new[] { two.Id }, fields = new { jobTitle = new { from = Guid.CreateVersion7() } } })).ShouldFail(422, "validation.failed", "/fields/jobTitle/from");
        (await PostAsync(one, new { from = new[] { two.Id }, fields = new { jobTitle = new { value = new string('x', 201) } } })).ShouldFail(422, "validation.failed", "/jobTitle");
    }

    [Fact]
    public async Task Of_merges_into_each_other_one_wins()
    {
        for (var round = 0; round < 5; round++)
        {
            var (one, two) = (await NewAsync(new { lastName = "x", emails = Mail($"r{Next()}@race.example") }), await NewAsync(new { lastName = "y", emails = Mail($"r{Next()}@race.example") }));
            var both = await Task.WhenAll(MergeAsync(one, [two]), MergeAsync(two, [one]));
            both.Count(a => a.Status is HttpStatusCode.OK).ShouldBe(1);
            ((int)both.Single(a => a.Status is not HttpStatusCode.OK).Status).ShouldBeOneOf(404, 409, 412);
        }
    }

    [Fact]
    public async Task Random_contacts_merged_and_unmerged_are_byte_equal_with_their_claims()
    {
        var field = await Owner.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "badge", label = "Badge", type = "text", unique = true });
        field.ShouldBe(HttpStatusCode.Created);
        Guid[] companies = [await CompanyAsync(), await CompanyAsync(), await CompanyAsync()];
        var dice = new Random(4711);
        for (var round = 0; round < 15; round++)
        {
            var people = new List<Answer>();
            for (var i = 0; i <= dice.Next(1, 5); i++) people.Add(await NewAsync(RandomContact(dice, companies)));
            var before = await StateAsync(people);
            var merged = (await MergeAsync(people[0], [.. people.Skip(1)])).ShouldBe(HttpStatusCode.OK);
            (await StateAsync(people)).ShouldNotBe(before);
            var reversed = (await ReverseAsync(people[0], merged)).ShouldBe(HttpStatusCode.OK);
            reversed.Body["kept"]!.AsArray().ShouldBeEmpty();
            (await StateAsync(people)).ShouldBe(before, $"round {round}");
            foreach (var person in people)
            {
                var (now, was) = ((await Owner.GetAsync(person.Location!)).ShouldBe(HttpStatusCode.OK).Body.ToJsonString(), person.Body.ToJsonString());
                now.ShouldBe(was);
            }
            (await ReverseAsync(people[0], merged)).ShouldFail(409, "contact.mergeNotReversible");
        }
    }

    [Fact]
    public async Task What_was_changed_since_is_kept_and_told()
    {
        var survivor = await NewAsync(new { firstName = "Kim", emails = Mail($"kim{Next()}@x.example"), tags = new[] { "a" } });
        var other = await NewAsync(new { lastName = "Possible", jobTitle = "Agent", source = "fair", emails = Mail($"kp{Next()}@x.example"), tags = new[] { "b" } });
        var merged = (await MergeAsync(survivor, [other])).ShouldBe(HttpStatusCode.OK);
        (await Owner.PatchAsync(survivor.Location!, new { jobTitle = "Director", tags = new[] { "a", "b", "c" } })).ShouldBe(HttpStatusCode.OK);
        (await Owner.CallAsync(HttpMethod.Post, $"{survivor.Location}/merges/{merged.Id}/reversal", ifMatch: "\"2\"")).ShouldFail(412, "request.stale");

        var reversed = (await ReverseAsync(survivor, merged)).ShouldBe(HttpStatusCode.OK);
        reversed.Body["kept"]!.AsArray().Select(k => (string)k!).ShouldBe(["jobTitle", "tags"], ignoreOrder: true);
        var contact = (await Owner.GetAsync(survivor.Location!)).Body;
        contact.ToJsonString().ShouldBe(reversed.Body["contact"]!.ToJsonString());
        ((string?)contact["fullName"], (string?)contact["jobTitle"], contact["source"], contact["tags"]!.ToJsonString(), contact["emails"]!.AsArray().Count).ShouldBe(("Kim", "Director", null, """["a","c"]""", 1));
        (await Owner.GetAsync(other.Location!)).Body.ToJsonString().ShouldBe(other.Body.ToJsonString());
    }

    [Fact]
    public async Task It_cannot_be_reversed_when_an_address_or_a_contact_has_gone_elsewhere()
    {
        var (survivor, other) = (await NewAsync(new { lastName = "x" }), await NewAsync(new { lastName = "y", emails = Mail($"gone{Next()}@x.example") }));
        var merged = await MergeAsync(survivor, [other]);
        var address = (string)other.Body["emails"]![0]!["address"]!;
        (await Owner.PatchAsync(survivor.Location!, new { emails = Array.Empty<object>() })).ShouldBe(HttpStatusCode.OK);
        var third = await NewAsync(new { emails = Mail(address) });
        (await ReverseAsync(survivor, merged)).ShouldFail(409, "contact.emailTaken");
        (await Owner.DeleteAsync(third.Location!)).ShouldBe(HttpStatusCode.NoContent);
        (await Owner.PostAsync($"{other.Location}/restoration")).ShouldBe(HttpStatusCode.OK).Body["mergedInto"].ShouldBeNull();
        (await ReverseAsync(survivor, merged)).ShouldFail(409, "contact.mergeNotReversible");
    }

    [Fact]
    public async Task After_thirty_days_it_stays_and_of_two_reversals_one_wins()
    {
        var (survivor, other) = (await NewAsync(new { lastName = "x" }), await NewAsync(new { lastName = "y", emails = Mail($"late{Next()}@x.example") }));
        var merged = await MergeAsync(survivor, [other]);
        async Task AgeAsync(string by)
        {
            await using var tenant = await own.Company.Host.AdministratorAsync(own.Company.Database);
            (await tenant.ExecuteAsync("update contacts.mt_doc_contactmerge set data = jsonb_set(data, '{at}', to_jsonb((data ->> 'at')::timestamptz + @by::interval)) where id = @id", new { by, id = merged.Id })).ShouldBe(1);
        }
        await AgeAsync("-30 days");
        (await ReverseAsync(survivor, merged)).ShouldFail(409, "contact.mergeNotReversible");
        await AgeAsync("1 hour");
        var both = await Task.WhenAll(ReverseAsync(survivor, merged), ReverseAsync(survivor, merged));
        both.Count(a => a.Status is HttpStatusCode.OK).ShouldBe(1);
        both.Count(a => a.Status is HttpStatusCode.Conflict).ShouldBe(1);
        (await Owner.GetAsync(other.Location!)).Body.ToJsonString().ShouldBe(other.Body.ToJsonString());
    }

    [Fact]
    public async Task The_timeline_tells_of_all_until_it_is_reversed()
    {
        var people = new[] { await NewAsync(new { lastName = "x" }), await NewAsync(new { lastName = "y" }), await NewAsync(new { lastName = "z" }) };
        var first = await MergeAsync(people[1], [people[2]]);
        var second = (await MergeAsync(people[0], [people[1]])).ShouldBe(HttpStatusCode.OK);
        await CreatedAsync(people[0], 3);
        (await ReverseAsync(people[0], second)).ShouldBe(HttpStatusCode.OK);
        await CreatedAsync(people[0], 1);
        await CreatedAsync(people[1], 2);
        (await ReverseAsync(people[1], first)).ShouldBe(HttpStatusCode.OK);
        await CreatedAsync(people[1], 1);
        await CreatedAsync(people[2], 1);
    }

    [Fact]
    public async Task Who_does_not_reach_one_of_them_finds_nothing_and_who_may_only_see_it_is_refused()
    {
        async Task<Person> WithAsync(string read) => await own.Company.JoinAsync((await Owner.PostAsync("/api/v1/roles", new { name = $"r{Guid.CreateVersion7():n}", permissions = new[] { new { permission = "contacts.read", scope = read }, new { permission = "contacts.write", scope = "own" } } }))
            .ShouldBe(HttpStatusCode.Created).Id.ToString());
        var (seller, reader) = (await WithAsync("own"), await WithAsync("all"));
        var theirs = await NewAsync(new { lastName = "theirs" });
        foreach (var (person, status, code) in ((Person, int, string)[])[(seller, 404, "request.notFound"), (reader, 403, "access.recordReadOnly")])
        {
            var mine = await NewAsync(new { lastName = "mine", ownerId = person.AccountId });
            (await person.CallAsync(HttpMethod.Post, $"{mine.Location}/merges", new { from = new[] { theirs.Id } }, "*")).ShouldFail(status, code);
            (await person.CallAsync(HttpMethod.Post, $"{theirs.Location}/merges", new { from = new[] { mine.Id } }, "*")).ShouldFail(status, code);
        }
        var stranger = (await host.SignUpAsync()).Owner;
        (await stranger.CallAsync(HttpMethod.Post, $"{theirs.Location}/merges", new { from = new[] { theirs.Id } }, "*")).Status.ShouldBeOneOf(HttpStatusCode.NotFound, HttpStatusCode.UnprocessableEntity);
        var merged = await MergeAsync(theirs, [await NewAsync(new { lastName = "z" })]);
        (await stranger.PostAsync($"{theirs.Location}/merges/{merged.Id}/reversal")).ShouldFail(404, "request.notFound");
        (await seller.PostAsync($"{theirs.Location}/merges/{merged.Id}/reversal")).ShouldFail(404, "request.notFound");
    }

    private static object RandomContact(Random dice, Guid[] companies) => new
    {
        firstName = dice.Next(3) == 0 ? null : $"F{dice.Next(9)}",
        lastName = $"L{Next()}",
        jobTitle = dice.Next(2) == 0 ? null : $"J{dice.Next(9)}",
        source = dice.Next(2) == 0 ? null : "fair",
        emails = Enumerable.Range(0, dice.Next(3)).Select(_ => new { address = $"P{Next()}@random.example", label = dice.Next(2) == 0 ? null : "work" }),
        phones = Enumerable.Range(0, dice.Next(3)).Select(_ => new { number = $"+4930{Next():00000}0" }),
        companies = companies.Where(_ => dice.Next(2) == 0).Select(companyId => new { companyId, role = $"R{dice.Next(3)}" }),
        tags = new[] { "one", "two", "three" }.Where(_ => dice.Next(2) == 0),
        address = dice.Next(2) == 0 ? null : new { city = "Berlin", country = "DE" },
        custom = dice.Next(2) == 0 ? new Dictionary<string, string>() : new() { ["badge"] = $"B{Next()}" },
    };

    /// <summary>The rows as they lie in the database, and the claims on what they have.</summary>
    private async Task<string> StateAsync(IReadOnlyList<Answer> people)
    {
        await using var tenant = await own.Company.Host.AdministratorAsync(own.Company.Database);
        var ids = people.Select(p => p.Id).ToArray();
        return string.Join('\n', await tenant.QueryAsync<string>("""
            select (data - 'version')::text || mt_deleted::text from contacts.mt_doc_contact where id = any(@ids) union all
            select data::text from contacts.mt_doc_emailclaim where (data ->> 'contactId')::uuid = any(@ids) union all
            select data::text from kernel.mt_doc_customclaim where (data ->> 'recordId')::uuid = any(@ids) order by 1
            """, new { ids }));
    }

    private Task<TimeSpan> CreatedAsync(Answer contact, int count) => Eventually.EqualsAsync(count,
        async () => (await Owner.GetAsync($"{contact.Location}/timeline")) is { Status: HttpStatusCode.OK } page ? page.Data.Count(e => (string?)e["kind"] == "contact.created") : -1, TimeSpan.FromSeconds(20), "timeline");

    private Task<Answer> MergeAsync(Answer survivor, IReadOnlyList<Answer> others) => PostAsync(survivor, new { from = others.Select(o => o.Id) });

    private Task<Answer> PostAsync(Answer survivor, object terms) => Owner.CallAsync(HttpMethod.Post, $"{survivor.Location}/merges", terms, "*");

    private Task<Answer> ReverseAsync(Answer survivor, Answer merged) => Owner.PostAsync($"{survivor.Location}/merges/{merged.Id}/reversal");

    private static int Next() => Interlocked.Increment(ref numbers);

    private static object[] Mail(string address) => [new { address }];

    private static object[] Phone() => [new { number = $"+4930{Next():00000}0" }];

    private async Task<Answer> NewAsync(object body) => (await Owner.PostAsync($"{Contacts}?onDuplicate=allow", body)).ShouldBe(HttpStatusCode.Created);

    private async Task<Guid> CompanyAsync() => (await Owner.PostAsync("/api/v1/companies", new { name = $"c{Guid.CreateVersion7():n}" })).ShouldBe(HttpStatusCode.Created).Id;
}
