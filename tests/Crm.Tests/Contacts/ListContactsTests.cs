using System.Net;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Contacts;

public class ListContactsTests(BookOfContacts book, CrmHost host) : IClassFixture<BookOfContacts>
{
    private Person Owner => book.Owner;

    [Theory]
    [InlineData("stage=answered", "Grace")]
    [InlineData("tag=MATH", "Ada,Emmy")]
    [InlineData("tag=unknown", "")]
    [InlineData("ownerId=me", "Ada,Emmy,Grace")]
    [InlineData("ownerId={other}", "Nobody's")]
    [InlineData("companyId={company}", "Grace")]
    [InlineData("q=love", "Ada")]
    [InlineData("q=ADA%20LOVE", "Ada")]
    [InlineData("q=engine.example", "Ada")]
    [InlineData("q=%2B4930", "Emmy")]
    [InlineData("q=admiral", "Grace")]
    [InlineData("q=a_a", "")]
    [InlineData("q=%25", "")]
    [InlineData("q=%20", "Ada,Emmy,Grace,Nobody's")]
    [InlineData("tag=math&q=noether", "Emmy")]
    [InlineData("trashed=true", "Trashed")]
    public async Task Filters(string query, string names) =>
        (await Owner.GetAsync($"/api/v1/contacts?sort=firstName&{query.Replace("{other}", book.Other).Replace("{company}", book.Navy)}")).ShouldBe(HttpStatusCode.OK)
            .Data.Select(c => (string?)c["firstName"]).ShouldBe(names.Split(',', StringSplitOptions.RemoveEmptyEntries));

    [Theory]
    [InlineData(null, "Nobody's,Grace,Emmy,Ada")]
    [InlineData("createdAt", "Ada,Emmy,Grace,Nobody's")]
    [InlineData("lastName", "Grace,Ada,Emmy,Nobody's")]
    [InlineData("-lastName", "Emmy,Ada,Grace,Nobody's")]
    [InlineData("-fullName", "Nobody's,Grace,Emmy,Ada")]
    public async Task Sorts_ignoring_case_with_what_is_missing_last(string? sort, string names) =>
        (await Owner.GetAsync("/api/v1/contacts" + (sort is null ? "" : $"?sort={sort}"))).Data.Select(c => (string?)c["firstName"]).ShouldBe(names.Split(','));

    [Theory]
    [InlineData("limit=0", "?limit")]
    [InlineData("limit=201", "?limit")]
    [InlineData("limit=x", "?limit")]
    [InlineData("sort=stage", "?sort")]
    [InlineData("sort=", "?sort")]
    [InlineData("fields=id,secret", "?fields")]
    [InlineData("count=all", "?count")]
    [InlineData("ownerId=you", "?ownerId")]
    [InlineData("companyId=x", "?companyId")]
    [InlineData("trashed=maybe", "?trashed")]
    [InlineData("stagee=lead", "?stagee")]
    [InlineData("count=2", "?count")]
    [InlineData("tag=a&tag=b", "?tag")]
    public async Task A_parameter_that_cannot_be_is_refused_and_named(string query, string pointer) =>
        (await Owner.GetAsync($"/api/v1/contacts?{query}")).ShouldFail(400, "request.invalid", pointer);

    [Theory]
    [InlineData("/api/v1/contact-stages")]
    [InlineData("/api/v1/contacts/01990000-0000-7000-8000-000000000001")]
    [InlineData("/api/v1/me")]
    public async Task What_takes_no_parameter_knows_none(string path) => (await Owner.GetAsync(path + "?x=1")).ShouldFail(400, "request.invalid", "?x");

    [Theory]
    [InlineData("q=%00")]
    [InlineData("stage=%00")]
    [InlineData("tag=a%00b")]
    public async Task Text_that_the_database_cannot_hold_is_refused(string query) => (await Owner.GetAsync($"/api/v1/contacts?{query}")).ShouldFail(400, "request.invalid");

    [Fact]
    public async Task Sparse_fields_and_counts()
    {
        var page = await Owner.GetAsync("/api/v1/contacts?fields=id,fullName&limit=1&count=exact&sort=firstName");
        page.Data.Single().AsObject().Select(m => m.Key).ShouldBe(["id", "fullName"]);
        ((int)page.Body["page"]!["total"]!).ShouldBe(4);
        (await Owner.GetAsync("/api/v1/contacts?tag=math&count=exact&limit=1")).Body["page"]!["total"]!.GetValue<int>().ShouldBe(2);
        (await Owner.GetAsync("/api/v1/contacts?count=estimated")).Body["page"]!["total"]!.GetValue<int>().ShouldBeGreaterThan(0);
        (await Owner.GetAsync("/api/v1/contacts?count=none")).Body["page"]!["total"].ShouldBeNull();
    }

    [Fact]
    public async Task Pages_link_to_their_neighbours()
    {
        using var first = await Owner.Http.GetAsync("/api/v1/contacts?sort=firstName&limit=2");
        var link = first.Headers.GetValues("Link").Single();
        link.ShouldStartWith("</api/v1/contacts?sort=firstName&limit=2&cursor=");
        link.ShouldEndWith("; rel=\"next\"");
        var second = await Owner.GetAsync(link[1..link.IndexOf('>')]);
        second.Data.Select(c => (string?)c["firstName"]).ShouldBe(["Grace", "Nobody's"]);
        (second.Next, (bool)second.Body["page"]!["hasMore"]!).ShouldBe((null, false));
        var back = await Owner.GetAsync($"/api/v1/contacts?sort=firstName&limit=2&cursor={second.Prev}");
        back.Data.Select(c => (string?)c["firstName"]).ShouldBe(["Ada", "Emmy"]);
        back.Prev.ShouldBeNull();
        back.Next.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_cursor_serves_the_list_it_came_from_and_no_other()
    {
        var next = (await Owner.GetAsync("/api/v1/contacts?limit=1&tag=math&sort=lastName")).Next;
        (await Owner.GetAsync($"/api/v1/contacts?tag=math&sort=lastName&limit=7&fields=id&cursor={next}")).ShouldBe(HttpStatusCode.OK);
        foreach (var query in new[] { "tag=math&sort=-lastName", "tag=other&sort=lastName", "sort=lastName", "tag=math&sort=lastName&trashed=true" })
            (await Owner.GetAsync($"/api/v1/contacts?{query}&cursor={next}")).ShouldFail(400, "cursor.mismatch", "?cursor");
        (await Owner.GetAsync("/api/v1/contacts?cursor=invented")).ShouldFail(400, "cursor.mismatch", "?cursor");
        (await Owner.GetAsync("/api/v1/contacts?cursor=")).ShouldFail(400, "cursor.mismatch", "?cursor");
        (await (await host.SignUpAsync()).Owner.GetAsync($"/api/v1/contacts?tag=math&sort=lastName&cursor={next}")).ShouldFail(400, "cursor.mismatch", "?cursor");
    }

    [Fact]
    public async Task A_new_company_has_no_contacts() => (await (await host.SignUpAsync()).Owner.GetAsync("/api/v1/contacts?count=exact")).Data.ShouldBeEmpty();
}

/// <summary>A company that knows four people, and one in the trash.</summary>
public sealed class BookOfContacts(CrmHost host) : IAsyncLifetime
{
    public Person Owner { get; private set; } = null!;

    /// <summary>Another member's account, who has left.</summary>
    public string Other { get; private set; } = "";

    /// <summary>The company that Grace works for.</summary>
    public string Navy { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var company = await host.SignUpAsync();
        (Owner, var other) = (company.Owner, await company.JoinAsync("member"));
        Other = other.AccountId.ToString();
        Navy = (await Owner.PostAsync("/api/v1/companies", new { name = "Navy" })).ShouldBe(HttpStatusCode.Created).Id.ToString();
        await NewAsync(new { firstName = "Ada", lastName = "lovelace", tags = new[] { "Math" }, emails = new[] { new { address = "ada@engine.example" } } });
        await NewAsync(new { firstName = "Emmy", lastName = "Noether", tags = new[] { "math", "rings" }, phones = new[] { new { raw = "+49 30 901820" } } });
        await NewAsync(new { firstName = "Grace", lastName = "Hopper", stage = "answered", jobTitle = "Rear Admiral", companyId = Navy });
        await NewAsync(new { firstName = "Nobody's", ownerId = Other });
        (await Owner.DeleteAsync($"/api/v1/members/{Other}")).ShouldBe(HttpStatusCode.NoContent);
        await Owner.DeleteAsync(await NewAsync(new { firstName = "Trashed", tags = new[] { "math" } }));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<string> NewAsync(object body) => (await Owner.PostAsync("/api/v1/contacts", body)).ShouldBe(HttpStatusCode.Created).Location!;
}
