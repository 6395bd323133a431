using System.Net;
using Crm.Tests.Kernel.Importing;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Search;

/// <summary>What somebody remembers of a record leads to it.</summary>
public sealed class SearchTests(BookToSearch book, CrmHost host) : IClassFixture<BookToSearch>
{
    private Person Owner => book.Owner;

    [Theory]
    [InlineData("Jörg", "Müller", "firstName")]
    [InlineData("jorg muller", "Müller", "firstName")]
    [InlineData("JOERG MUELLER", "Müller", "firstName")]
    [InlineData("mull", "Müller", "lastName")]
    [InlineData("muler", "Müller", "lastName")]
    [InlineData("mulller", "Müller", "lastName")]
    [InlineData("mukler", "Müller", "lastName")]
    [InlineData("mulelr", "Müller", "lastName")]
    [InlineData("umller", "Müller", "lastName")]
    [InlineData("müler jorg", "Müller", "firstName")]
    [InlineData("j.mueller@walzwerk.example", "Müller", "emails")]
    [InlineData("j.mueller", "Müller", "emails")]
    [InlineData("@walzwerk", "Müller", "emails")]
    [InlineData("walzwerk", "Müller", "emails")]
    [InlineData("walzwerk.example", "Müller", "emails")]
    [InlineData("+49 30 7654 3210", "Müller", "phones")]
    [InlineData("+49 (0)30 76543210", "Müller", "phones")]
    [InlineData("0049 30 76543210", "Müller", "phones")]
    [InlineData("030/7654-3210", "Müller", "phones")]
    [InlineData("03076543210", "Müller", "phones")]
    [InlineData("76543210", "Müller", "phones")]
    [InlineData("543210", "Müller", "phones")]
    [InlineData("+49 30 7654", "Müller", "phones")]
    [InlineData("müller 543210", "Müller", "lastName")]
    [InlineData("nouvelle-aquitaine", "O'Brien", "custom")]
    [InlineData("aquit", "O'Brien", "custom")]
    [InlineData("obrien", "O'Brien", "lastName")]
    [InlineData("o'brien", "O'Brien", "lastName")]
    [InlineData("jean luc", "O'Brien", "firstName")]
    public async Task A_contact(string query, string lastName, string field)
    {
        var found = (await FindAsync(Owner, query, "contacts")).Single();
        ((string)found["title"]!).ShouldEndWith(lastName);
        ((string?)found["object"], (string?)found["field"]).ShouldBe(("contact", field));
        ((decimal)found["score"]!).ShouldBeInRange(0.1m, 1);
    }

    [Theory]
    [InlineData("zeppelin", "name")]
    [InlineData("zepelin", "name")]
    [InlineData("zeppelin.example", "domains")]
    [InlineData("luftfahrt", "domains")]
    [InlineData("7541 2020", "phones")]
    public async Task A_company(string query, string field)
    {
        var found = (await FindAsync(Owner, query, "companies")).Single();
        ((string?)found["object"], (string?)found["title"], (string?)found["subtitle"], (string?)found["field"]).ShouldBe(("company", "Zeppelin Werke GmbH", "zeppelin.example", field));
    }

    [Fact]
    public async Task Whole_words_come_before_beginnings_and_those_before_errors_of_all_kinds_together()
    {
        foreach (var name in (string[])["Kesslerin", "Kessler", "Kesler"]) await book.ContactAsync(new { lastName = name });
        (await Owner.PostAsync("/api/v1/companies", new { name = "Kessler" })).ShouldBe(HttpStatusCode.Created);
        (await FindAsync(Owner, "kessler", "contacts")).Select(h => (string?)h["title"]).ShouldBe(["Kessler", "Kesslerin", "Kesler"]);
        (await FindAsync(Owner, "kessler")).Count(h => (decimal)h["score"]! == 1).ShouldBe(2);
        (await FindAsync(Owner, "kessler&limit=1")).Count.ShouldBe(1);
        (await FindAsync(Owner, "kesslre", "companies")).Single()["title"]!.ToString().ShouldBe("Kessler");
    }

    [Fact]
    public async Task What_is_changed_trashed_restored_and_merged_is_found_as_it_is()
    {
        var contact = await book.ContactAsync(new { firstName = "Wilhelmina" });
        (await Owner.PatchAsync(contact, new { firstName = "Apollonia" })).ShouldBe(HttpStatusCode.OK);
        (await FindAsync(Owner, "wilhelmina")).ShouldBeEmpty();
        (await Owner.DeleteAsync(contact)).ShouldBe(HttpStatusCode.NoContent);
        (await FindAsync(Owner, "apollonia")).ShouldBeEmpty();
        (await Owner.PostAsync($"{contact}/restoration")).ShouldBe(HttpStatusCode.OK);
        (await FindAsync(Owner, "apollonia")).Count.ShouldBe(1);

        var other = await book.ContactAsync(new { firstName = "Apollonia", lastName = "Zwilling" });
        var tag = (await Owner.GetAsync(contact)).ETag;
        (await Owner.CallAsync(HttpMethod.Post, $"{contact}/merges", new { from = new[] { other.Split('/')[^1] } }, tag)).ShouldBe(HttpStatusCode.OK);
        (await FindAsync(Owner, "apollonia zwilling")).Single()["id"]!.ToString().ShouldBe(contact.Split('/')[^1]);
    }

    [Fact]
    public async Task What_was_imported_is_found_until_that_is_undone()
    {
        var import = await Imported.RunAsync(Owner, "First name,Last name,Email\nQuirin,Oxenknecht,quirin@kuhstall.example\n");
        (await FindAsync(Owner, "oxenknehct")).Single()["title"]!.ToString().ShouldBe("Quirin Oxenknecht");
        (await Owner.PostAsync($"/api/v1/jobs/{import.Job.Id}/undo")).ShouldBe(HttpStatusCode.Accepted);
        await Eventually.EqualsAsync(0, async () => (await FindAsync(Owner, "kuhstall")).Count, TimeSpan.FromSeconds(20), "hits after the import was undone");
    }

    [Fact]
    public async Task Own_records_only_where_the_role_reaches_no_further()
    {
        var seller = await book.Company.JoinAsync(await book.RoleAsync([("search.use", "all"), ("contacts.read", "own")]));
        await book.ContactAsync(new { lastName = "Ostertag", ownerId = seller.AccountId });
        await book.ContactAsync(new { lastName = "Ostertag", ownerId = Owner.AccountId });
        await Eventually.EqualsAsync(1, async () => (await FindAsync(seller, "ostertag")).Count, TimeSpan.FromSeconds(5), "own hits");
        (await FindAsync(Owner, "ostertag")).Count.ShouldBe(2);
        (await FindAsync(seller, "zeppelin")).ShouldBeEmpty();
        (await seller.GetAsync("/api/v1/search?q=zeppelin&types=companies")).ShouldFail(403, "auth.forbidden");
    }

    [Fact]
    public async Task What_is_hidden_finds_nothing_and_is_not_shown()
    {
        object Hidden(string field) => new { @object = "contact", field, access = "hidden" };
        var clerk = await book.Company.JoinAsync(await book.RoleAsync([("search.use", "all"), ("contacts.read", "all")], Hidden("lastName"), Hidden("emails"), Hidden("phones"), Hidden("custom")));
        foreach (var query in (string[])["muller", "muler", "walzwerk", "j.mueller@walzwerk.example", "76543210", "03076543210", "aquitaine", "jorg muller"]) (await FindAsync(clerk, query)).ShouldBeEmpty(query);
        var found = (await FindAsync(clerk, "jorg")).Single();
        ((string?)found["title"], found["subtitle"]?.ToString()).ShouldBe(("Jörg", null));
    }

    [Fact]
    public async Task Another_company_finds_nothing()
    {
        var stranger = await host.SignUpAsync();
        foreach (var query in (string[])["muller", "zeppelin", "76543210"]) (await FindAsync(stranger.Owner, query)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("''")]
    [InlineData("' | 'a' & !(")]
    [InlineData("a:*")]
    [InlineData("\\' \\")]
    [InlineData("%_%_")]
    [InlineData("<-> & | !")]
    [InlineData("jean@'@.'@")]
    [InlineData("😀😀")]
    [InlineData("e\u0301\u0301\u0301")]
    [InlineData("مرحبا بالعالم")]
    [InlineData("?? $1 ?")]
    [InlineData("0000 0000")]
    [InlineData("----@@@@....")]
    public async Task Odd_texts_find_nothing_and_break_nothing(string query) => (await FindAsync(Owner, query)).Count.ShouldBeLessThan(5);

    [Theory]
    [InlineData("q=a", "?q")]
    [InlineData("q=%20a%20%20", "?q")]
    [InlineData("limit=5", "?q")]
    [InlineData("q=ab%00", "?q")]
    [InlineData("q=ab&limit=0", "?limit")]
    [InlineData("q=ab&limit=51", "?limit")]
    [InlineData("q=ab&types=deal", "?types")]
    [InlineData("q=ab&types=", "?types")]
    [InlineData("q=ab&type=contacts", "?type")]
    public async Task What_cannot_be_is_refused_and_named(string query, string pointer) => (await Owner.GetAsync($"/api/v1/search?{query}")).ShouldFail(400, "request.invalid", pointer);

    [Fact]
    public async Task Long_texts_are_bounded()
    {
        foreach (var text in (string[])[new('x', 200), string.Join(' ', Enumerable.Repeat("ab", 66)), new('1', 200), string.Concat(Enumerable.Repeat("ü@.", 66))]) (await FindAsync(Owner, text)).ShouldBeEmpty();
        (await Owner.GetAsync($"/api/v1/search?q={new string('x', 201)}")).ShouldFail(400, "request.invalid", "?q");
    }

    private static async Task<IReadOnlyList<System.Text.Json.Nodes.JsonNode>> FindAsync(Person person, string query, string? types = null)
    {
        var more = query.IndexOf("&limit", StringComparison.Ordinal) is >= 0 and var cut ? query[cut..] : "";
        var answer = await person.GetAsync($"/api/v1/search?q={Uri.EscapeDataString(query[..^more.Length])}{more}{(types is null ? "" : $"&types={types}")}");
        return answer.ShouldBe(HttpStatusCode.OK).Data;
    }
}

/// <summary>A company with a few records that can be told apart.</summary>
public sealed class BookToSearch(CrmHost host) : IAsyncLifetime
{
    public Company Company { get; private set; } = null!;
    public Person Owner => Company.Owner;

    public async ValueTask InitializeAsync()
    {
        Company = await host.SignUpAsync();
        (await Owner.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "region", label = "Region", type = "text" })).ShouldBe(HttpStatusCode.Created);
        await ContactAsync(new { firstName = "Jörg", lastName = "Müller", emails = new[] { new { address = "J.Mueller@Walzwerk.example" } }, phones = new[] { new { raw = "+49 30 76543210" } } });
        await ContactAsync(new { firstName = "Jean-Luc", lastName = "O'Brien", custom = new { region = "Nouvelle-Aquitaine" } });
        await ContactAsync(new { firstName = "Somebody", lastName = "Else" });
        (await Owner.PostAsync("/api/v1/companies", new { name = "Zeppelin Werke GmbH", domains = new[] { "zeppelin.example", "luftfahrt.example" }, phones = new[] { new { raw = "+49 7541 2020" } } })).ShouldBe(HttpStatusCode.Created);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <returns>Where it is.</returns>
    public async Task<string> ContactAsync(object contact) => (await Owner.PostAsync("/api/v1/contacts?onDuplicate=allow", contact)).ShouldBe(HttpStatusCode.Created).Location!;

    public async Task<string> RoleAsync((string Name, string Scope)[] permissions, params object[] fields) =>
        (await Owner.PostAsync("/api/v1/roles", new { name = $"r{Guid.CreateVersion7():n}", permissions = permissions.Select(p => new { permission = p.Name, scope = p.Scope }), fields }))
        .ShouldBe(HttpStatusCode.Created).Id.ToString();
}
