using System.Net;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Companies;

public class ListCompaniesTests(BookOfCompanies book, CrmHost host) : IClassFixture<BookOfCompanies>
{
    private Person Owner => book.Owner;

    [Theory]
    [InlineData("industry=%20STEEL", "Anvil,bolt")]
    [InlineData("tag=KEY", "Anvil,Cog")]
    [InlineData("tag=unknown", "")]
    [InlineData("ownerId=me", "Anvil,bolt,Cog")]
    [InlineData("ownerId={other}", "Dowel")]
    [InlineData("parentId={anvil}", "bolt")]
    [InlineData("domain=bolt.example", "bolt")]
    [InlineData("domain=https://www.BOLT.example/shop", "bolt")]
    [InlineData("domain=bolt", "")]
    [InlineData("q=ANV", "Anvil")]
    [InlineData("q=steel%20bolt", "bolt")]
    [InlineData("q=olt.exam", "bolt")]
    [InlineData("q=%2B4930", "Cog")]
    [InlineData("q=%25", "")]
    [InlineData("tag=key&q=cog", "Cog")]
    [InlineData("trashed=true", "Trashed")]
    public async Task Filters(string query, string names) =>
        (await Owner.GetAsync($"/api/v1/companies?sort=name&{query.Replace("{other}", book.Other).Replace("{anvil}", book.Anvil)}")).ShouldBe(HttpStatusCode.OK)
            .Data.Select(c => (string?)c["name"]).ShouldBe(names.Split(',', StringSplitOptions.RemoveEmptyEntries));

    [Theory]
    [InlineData(null, "Dowel,Cog,bolt,Anvil")]
    [InlineData("createdAt", "Anvil,bolt,Cog,Dowel")]
    [InlineData("name", "Anvil,bolt,Cog,Dowel")]
    [InlineData("-name", "Dowel,Cog,bolt,Anvil")]
    public async Task Sorts_ignoring_case(string? sort, string names) =>
        (await Owner.GetAsync("/api/v1/companies" + (sort is null ? "" : $"?sort={sort}"))).Data.Select(c => (string?)c["name"]).ShouldBe(names.Split(','));

    [Theory]
    [InlineData("numberOfEmployees", "9,80,700,?")]
    [InlineData("-numberOfEmployees", "700,80,9,?")]
    [InlineData("annualRevenue.amount", "80,9,700,?")]
    [InlineData("-annualRevenue.amount", "700,9,80,?")]
    public async Task Sorts_by_size_page_by_page(string sort, string names)
    {
        var boss = (await host.SignUpAsync()).Owner;
        foreach (var (employees, revenue) in (IEnumerable<(int?, decimal?)>)[(700, 3e9m), (9, 2.5m), (null, null), (80, 1m)])
            (await boss.PostAsync("/api/v1/companies", new { name = $"{employees?.ToString() ?? "?"}", numberOfEmployees = employees, annualRevenue = revenue is null ? null : new { amount = revenue, currency = "EUR" } })).ShouldBe(HttpStatusCode.Created);
        var (seen, next) = (new List<string?>(), "");
        do
        {
            var page = (await boss.GetAsync($"/api/v1/companies?sort={sort}&limit=1{next}")).ShouldBe(HttpStatusCode.OK);
            seen.AddRange(page.Data.Select(c => (string?)c["name"]));
            next = page.Next is { } cursor ? $"&cursor={cursor}" : null;
        }
        while (next is not null);
        seen.ShouldBe(names.Split(','));
    }

    [Theory]
    [InlineData("limit=201", "?limit")]
    [InlineData("sort=industry", "?sort")]
    [InlineData("fields=id,secret", "?fields")]
    [InlineData("ownerId=you", "?ownerId")]
    [InlineData("parentId=x", "?parentId")]
    [InlineData("industri=steel", "?industri")]
    public async Task A_parameter_that_cannot_be_is_refused_and_named(string query, string pointer) =>
        (await Owner.GetAsync($"/api/v1/companies?{query}")).ShouldFail(400, "request.invalid", pointer);

    [Theory]
    [InlineData("q=%00")]
    [InlineData("industry=%00")]
    [InlineData("domain=a%00b")]
    public async Task Text_that_the_database_cannot_hold_is_refused(string query) => (await Owner.GetAsync($"/api/v1/companies?{query}")).ShouldFail(400, "request.invalid");

    [Fact]
    public async Task Sparse_fields_counts_and_pages()
    {
        var page = await Owner.GetAsync("/api/v1/companies?fields=id,name&limit=3&count=exact&sort=name");
        page.Data[0].AsObject().Select(m => m.Key).ShouldBe(["id", "name"]);
        ((int)page.Body["page"]!["total"]!).ShouldBe(4);
        (await Owner.GetAsync($"/api/v1/companies?limit=3&sort=name&cursor={page.Next}")).Data.Select(c => (string?)c["name"]).ShouldBe(["Dowel"]);
        (await Owner.GetAsync($"/api/v1/companies?limit=3&sort=-name&cursor={page.Next}")).ShouldFail(400, "cursor.mismatch", "?cursor");
        (await (await host.SignUpAsync()).Owner.GetAsync($"/api/v1/companies?sort=name&cursor={page.Next}")).ShouldFail(400, "cursor.mismatch", "?cursor");
    }

    [Fact]
    public async Task A_new_tenant_has_no_companies() => (await (await host.SignUpAsync()).Owner.GetAsync("/api/v1/companies")).Data.ShouldBeEmpty();
}

/// <summary>A tenant that knows four companies, and one in the trash.</summary>
public sealed class BookOfCompanies(CrmHost host) : IAsyncLifetime
{
    public Person Owner { get; private set; } = null!;

    /// <summary>Another member's account.</summary>
    public string Other { get; private set; } = "";

    public string Anvil { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var company = await host.SignUpAsync();
        Owner = company.Owner;
        Other = (await company.JoinAsync("member")).AccountId.ToString();
        Anvil = (await NewAsync(new { name = "Anvil", industry = "Steel", tags = new[] { "Key" } })).Id.ToString();
        await NewAsync(new { name = "bolt", industry = "steel", parentId = Anvil, domains = new[] { "bolt.example", "bolt-shop.example" } });
        await NewAsync(new { name = "Cog", tags = new[] { "key", "small" }, phones = new[] { new { raw = "+49 30 901820" } } });
        await NewAsync(new { name = "Dowel", ownerId = Other });
        await Owner.DeleteAsync((await NewAsync(new { name = "Trashed", industry = "Steel", tags = new[] { "key" } })).Location!);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<Answer> NewAsync(object body) => (await Owner.PostAsync("/api/v1/companies", body)).ShouldBe(HttpStatusCode.Created);
}
