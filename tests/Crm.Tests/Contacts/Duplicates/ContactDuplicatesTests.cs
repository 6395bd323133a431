using System.Net;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Contacts.Duplicates;

/// <summary>A contact that is likely to be there already is not created unseen.</summary>
public sealed class ContactDuplicatesTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    private const string Contacts = "/api/v1/contacts";
    private static int numbers = 100;
    private readonly string name = $"N{Guid.CreateVersion7():n}";
    private readonly string number = $"+4930123{Interlocked.Increment(ref numbers):0000}";

    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task Name_and_phone_or_name_and_domain_are_told_with_score_and_reasons()
    {
        var there = await NewAsync(new { firstName = "Jörg", lastName = name, phones = Phone(), emails = Mail("j@both.example") });
        var refused = (await Owner.PostAsync(Contacts, new { firstName = name, lastName = "JORG", phones = Phone() })).ShouldFail(409, "contact.duplicate");
        var candidate = refused.Body["candidates"]!.AsArray().ShouldHaveSingleItem()!;
        ((Guid)candidate["id"]!, (string)candidate["name"]!, (decimal)candidate["score"]!).ShouldBe((there.Id, $"Jörg {name}", 0.9m));
        candidate["reasons"]!.AsArray().Select(r => (string)r!).ShouldBe(["nameAndPhone"]);

        refused = (await Owner.PostAsync(Contacts, new { firstName = "Jorg", lastName = name, phones = Phone(), emails = Mail("other@both.example") })).ShouldFail(409, "contact.duplicate");
        candidate = refused.Body["candidates"]!.AsArray().ShouldHaveSingleItem()!;
        candidate["reasons"]!.AsArray().Select(r => (string)r!).ShouldBe(["nameAndPhone", "nameAndDomain"], ignoreOrder: true);
        ((decimal)candidate["score"]!).ShouldBe(0.985m);
    }

    [Fact]
    public async Task Name_and_company_are_enough_and_a_shared_phone_or_employer_alone_is_not()
    {
        var company = await CompanyAsync();
        await NewAsync(new { firstName = "Ada", lastName = name, companyId = company, phones = Phone() });
        (await Owner.PostAsync(Contacts, new { firstName = "ada", lastName = name, companyId = company })).ShouldFail(409, "contact.duplicate");
        await NewAsync(new { firstName = "Bob", lastName = name, companyId = company, phones = Phone() });
        await NewAsync(new { firstName = "Ada", lastName = name });
        await NewAsync(new { firstName = "Ada", lastName = name, emails = Mail($"a{name}@gmail.com") });
        await NewAsync(new { firstName = "Ada", lastName = name, emails = Mail($"b{name}@gmail.com") });
    }

    [Fact]
    public async Task An_address_that_is_taken_is_told_first_and_cannot_be_overridden()
    {
        await NewAsync(new { firstName = "Eve", lastName = name, emails = Mail($"{name}@taken.example") });
        foreach (var how in (string[])["", "?onDuplicate=refuse", "?onDuplicate=allow", "?onDuplicate=return"])
            (await Owner.PostAsync(Contacts + how, new { firstName = "Eve", lastName = name, emails = Mail($"{name}@taken.example") })).ShouldFail(409, "contact.emailTaken", "/emails/0/address");
    }

    [Fact]
    public async Task Allow_creates_return_answers_and_merge_fills()
    {
        var there = await NewAsync(new { firstName = "Max", lastName = name, jobTitle = "CEO", phones = Phone(), tags = new[] { "a" } });
        object again = new { firstName = "max", lastName = name, jobTitle = "CTO", source = "fair", phones = Phone(), emails = Mail($"{name}@merge.example"), tags = new[] { "A", "b" } };

        var returned = (await Owner.PostAsync($"{Contacts}?onDuplicate=return", again)).ShouldBe(HttpStatusCode.OK);
        (returned.Id, returned.ETag, returned.Body.ToJsonString()).ShouldBe((there.Id, "\"1\"", there.Body.ToJsonString()));
        (await Owner.GetAsync("/api/v1/tags?limit=200")).Body.ToJsonString().ShouldNotContain("\"b\"");

        var merged = (await Owner.PostAsync($"{Contacts}?onDuplicate=merge", again)).ShouldBe(HttpStatusCode.OK);
        (merged.Id, merged.ETag, merged.Text("jobTitle"), merged.Text("source"), merged.Text("firstName")).ShouldBe((there.Id, "\"2\"", "CEO", "fair", "Max"));
        (merged.Shows("tags"), merged.Body["emails"]!.AsArray().Count, merged.Body["phones"]!.AsArray().Count).ShouldBe(("""["a","b"]""", 1, 1));
        (await Owner.GetAsync(there.Location!)).Body.ToJsonString().ShouldBe(merged.Body.ToJsonString());
        (await Owner.PostAsync($"{Contacts}?onDuplicate=merge", again)).ShouldBe(HttpStatusCode.OK).ETag.ShouldBe("\"2\"");

        (await Owner.PostAsync($"{Contacts}?onDuplicate=allow", new { firstName = "max", lastName = name, phones = Phone() })).ShouldBe(HttpStatusCode.Created).Id.ShouldNotBe(there.Id);
        (await Owner.PostAsync($"{Contacts}?onDuplicate=2", again)).ShouldFail(400, "request.invalid", "?onDuplicate");
    }

    [Fact]
    public async Task Of_two_at_once_at_most_one_wins()
    {
        for (var round = 0; round < 5; round++)
        {
            object twin = new { firstName = $"Twin{round}", lastName = name, phones = Phone() };
            var both = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Owner.PostAsync(Contacts, twin)));
            both.Count(a => a.Status is HttpStatusCode.Created).ShouldBe(1);
            both.Count(a => a.Code is "contact.duplicate").ShouldBe(3);
        }
    }

    [Fact]
    public async Task The_trash_and_another_company_do_not_count()
    {
        object twin = new { firstName = "Tom", lastName = name, phones = Phone() };
        (await Owner.DeleteAsync((await NewAsync(twin)).Location!)).ShouldBe(HttpStatusCode.NoContent);
        await NewAsync(twin);
        var stranger = (await host.SignUpAsync()).Owner;
        (await stranger.PostAsync(Contacts, twin)).ShouldBe(HttpStatusCode.Created);
        (await stranger.GetAsync($"{Contacts}/duplicates")).Data.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_does_not_reach_or_see_what_is_there_learns_nothing_of_it()
    {
        object twin = new { firstName = "Sue", lastName = name, phones = Phone() };
        await NewAsync(twin);
        var seller = await WithAsync("own");
        (await seller.PostAsync($"{Contacts}?onDuplicate=return", twin)).ShouldBe(HttpStatusCode.Created);
        (await seller.PostAsync(Contacts, twin)).ShouldFail(409, "contact.duplicate").Body["candidates"]!.AsArray().Count.ShouldBe(1);
        (await Owner.PostAsync(Contacts, twin)).ShouldFail(409, "contact.duplicate").Body["candidates"]!.AsArray().Count.ShouldBe(2);
        (await seller.GetAsync($"{Contacts}/duplicates")).Data.ShouldBeEmpty();

        var blind = await WithAsync("all", new { @object = "contact", field = "lastName", access = "hidden" });
        (await blind.GetAsync($"{Contacts}/duplicates")).ShouldBe(HttpStatusCode.OK).Data.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_may_only_see_the_other_cannot_fill_it()
    {
        object twin = new { firstName = "Ron", lastName = name, phones = Phone() };
        await NewAsync(twin);
        var role = (await Owner.PostAsync("/api/v1/roles", new { name = $"r{name}", permissions = new[] { new { permission = "contacts.read", scope = "all" }, new { permission = "contacts.write", scope = "own" } } })).ShouldBe(HttpStatusCode.Created).Id;
        var reader = await own.Company.JoinAsync(role.ToString());
        (await reader.PostAsync($"{Contacts}?onDuplicate=merge", new { firstName = "Ron", lastName = name, phones = Phone(), jobTitle = "x" })).ShouldFail(403, "access.recordReadOnly");
    }

    [Fact]
    public async Task Groups_are_paged_and_what_was_dismissed_does_not_come_back()
    {
        var company = await host.SignUpAsync();
        var boss = company.Owner;
        async Task<Guid> AddAsync(string first, string phone) => (await boss.PostAsync($"{Contacts}?onDuplicate=allow", new { firstName = first, lastName = "Twin", phones = new[] { new { number = phone } } })).ShouldBe(HttpStatusCode.Created).Id;
        var groups = new List<Guid[]>();
        for (var i = 0; i < 5; i++) groups.Add([await AddAsync($"G{i}", $"+49301234{i}00"), await AddAsync($"g{i}", $"+49301234{i}00"), await AddAsync($"Ğ{i}", $"+49301234{i}00")]);
        await AddAsync("Alone", "+4930123499");

        var (seen, cursor) = (new List<Guid[]>(), (string?)null);
        do
        {
            var page = await boss.GetAsync($"{Contacts}/duplicates?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}");
            page.ShouldBe(HttpStatusCode.OK).Data.Count.ShouldBeInRange(1, 2);
            foreach (var group in page.Data)
            {
                ((int)group["count"]!, (decimal)group["score"]!, group["reasons"]!.ToJsonString()).ShouldBe((3, 0.9m, """["nameAndPhone"]"""));
                seen.Add([.. group["records"]!.AsArray().Select(r => (Guid)r!["id"]!)]);
            }
            cursor = page.Next;
        }
        while (cursor is not null);
        seen.Select(g => string.Join(",", g.Order())).ShouldBe(groups.Select(g => string.Join(",", g.Order())), ignoreOrder: true);

        async Task<int> LeftAsync() => (await boss.GetAsync($"{Contacts}/duplicates")).Data.Count;
        var dismissals = $"{Contacts}/duplicates/dismissals";
        (await boss.PostAsync(dismissals, new { ids = groups[0].Take(2) })).ShouldBe(HttpStatusCode.NoContent);
        (await LeftAsync()).ShouldBe(5);
        (await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => boss.PostAsync(dismissals, new { ids = groups[0] })))).ShouldAllBe(a => a.Status == HttpStatusCode.NoContent);
        (await LeftAsync()).ShouldBe(4);

        (await boss.PostAsync(dismissals, new { ids = groups[1].Take(1) })).ShouldFail(422, "validation.failed", "/ids");
        (await boss.PostAsync(dismissals, new { ids = new[] { groups[1][0], Guid.CreateVersion7() } })).ShouldFail(404, "request.notFound");
        (await Owner.PostAsync(dismissals, new { ids = groups[1] })).ShouldFail(404, "request.notFound");
    }

    private object[] Phone() => [new { number }];

    private static object[] Mail(string address) => [new { address }];

    private async Task<Answer> NewAsync(object body) => (await Owner.PostAsync(Contacts, body)).ShouldBe(HttpStatusCode.Created);

    private async Task<Guid> CompanyAsync() => (await Owner.PostAsync("/api/v1/companies", new { name = $"c{Guid.CreateVersion7():n}" })).ShouldBe(HttpStatusCode.Created).Id;

    private async Task<Person> WithAsync(string scope, params object[] fields) => await own.Company.JoinAsync(
        (await Owner.PostAsync("/api/v1/roles", new { name = $"r{Guid.CreateVersion7():n}", permissions = new[] { "contacts.read", "contacts.write" }.Select(permission => new { permission, scope }), fields }))
        .ShouldBe(HttpStatusCode.Created).Id.ToString());
}
