using System.Net;
using System.Text.Json.Nodes;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Companies;

/// <summary>Filters on companies, and across the tie between them and contacts.</summary>
public sealed class QueryCompaniesTests(TwoCompanies two) : IClassFixture<TwoCompanies>
{
    [Theory]
    [InlineData("""{"field":"name","op":"startsWith","value":"AN"}""", "Anvil")]
    [InlineData("""{"field":"industry","op":"in","value":["steel","wood"]}""", "Anvil,Bolt")]
    [InlineData("""{"field":"industry","op":"isNull"}""", "Cog")]
    [InlineData("""{"field":"domain","op":"eq","value":"https://www.Anvil.example/x"}""", "Anvil")]
    [InlineData("""{"field":"domains","op":"contains","value":"NVIL"}""", "Anvil")]
    [InlineData("""{"field":"domains","op":"isNull"}""", "Bolt,Cog")]
    [InlineData("""{"field":"numberOfEmployees","op":"gte","value":250}""", "Anvil")]
    [InlineData("""{"field":"numberOfEmployees","op":"between","value":[1,250]}""", "Anvil,Bolt")]
    [InlineData("""{"field":"annualRevenue.amount","op":"lt","value":1000.6}""", "Bolt")]
    [InlineData("""{"field":"annualRevenue.currency","op":"eq","value":"eur"}""", "Anvil")]
    [InlineData("""{"field":"address.city","op":"eq","value":"BERLIN"}""", "Bolt")]
    [InlineData("""{"field":"phone","op":"contains","value":"30 9018"}""", "Cog")]
    [InlineData("""{"field":"tags","op":"anyOf","value":["KEY"]}""", "Anvil")]
    [InlineData("""{"field":"description","op":"contains","value":"best"}""", "Anvil")]
    [InlineData("""{"field":"source","op":"eq","value":"Fair"}""", "Bolt")]
    [InlineData("""{"field":"parentId","op":"notNull"}""", "Bolt")]
    [InlineData("""{"field":"ownerId","op":"eq","value":"me"}""", "Anvil,Bolt,Cog")]
    [InlineData("""{"field":"createdAt","op":"lastNDays","value":1}""", "Anvil,Bolt,Cog")]
    [InlineData("""{"field":"text","op":"contains","value":"steel"}""", "Anvil")]
    [InlineData("""{"field":"contacts","op":"exists"}""", "Anvil,Bolt")]
    [InlineData("""{"field":"contacts","op":"notExists"}""", "Cog")]
    [InlineData("""{"not":{"field":"contacts","op":"exists"}}""", "Cog")]
    [InlineData("""{"field":"contacts","op":"exists","value":{"field":"jobTitle","op":"eq","value":"boss"}}""", "Anvil")]
    [InlineData("""{"field":"contacts","op":"notExists","value":{"field":"jobTitle","op":"eq","value":"boss"}}""", "Bolt,Cog")]
    [InlineData("""{"field":"contacts.lastName","op":"ne","value":"Ann"}""", "Anvil,Cog")]
    public async Task Finds_companies(string filter, string names) => (await NamesAsync("companies", "name", filter)).ShouldBe(names);

    [Theory]
    [InlineData("""{"field":"company.industry","op":"eq","value":"STEEL"}""", "Ada,Alf")]
    [InlineData("""{"field":"company.industry","op":"ne","value":"steel"}""", "Ann,Tim,Zoe")]
    [InlineData("""{"field":"company.numberOfEmployees","op":"lt","value":250}""", "Ann")]
    [InlineData("""{"field":"company","op":"exists"}""", "Ada,Alf,Ann")]
    [InlineData("""{"field":"company","op":"notExists"}""", "Tim,Zoe")]
    [InlineData("""{"field":"company","op":"exists","value":{"and":[{"field":"industry","op":"eq","value":"steel"},{"field":"tags","op":"anyOf","value":["key"]}]}}""", "Ada,Alf")]
    public async Task Finds_contacts_by_their_company(string filter, string names) => (await NamesAsync("contacts", "lastName", filter)).ShouldBe(names);

    [Fact]
    public async Task What_makes_no_sense_is_refused_and_pointed_at()
    {
        (await QueryAsync(two.Owner, "companies", """{"field":"stage","op":"eq","value":"lead"}""")).ShouldFail(422, "filter.invalid", "/filter/field");
        (await QueryAsync(two.Owner, "companies", """{"field":"numberOfEmployees","op":"eq","value":"many"}""")).ShouldFail(422, "filter.invalid", "/filter/value");
        (await QueryAsync(two.Owner, "contacts", """{"field":"company.stage","op":"eq","value":"lead"}""")).ShouldFail(422, "filter.invalid", "/filter/field");
    }

    [Fact]
    public async Task The_other_end_is_within_reach_or_not_found()
    {
        var contactsOnly = await two.RoleAsync([new { permission = "contacts.read", scope = "all" }]);
        (await QueryAsync(contactsOnly, "contacts", """{"field":"company.industry","op":"eq","value":"steel"}""")).ShouldFail(403, "access.fieldHidden", "/filter/field");

        var ownCompanies = await two.RoleAsync([new { permission = "contacts.read", scope = "all" }, new { permission = "companies.read", scope = "own" }]);
        (await QueryAsync(ownCompanies, "contacts", """{"field":"company","op":"exists"}""")).ShouldBe(HttpStatusCode.OK).Data.ShouldBeEmpty();

        var blind = await two.RoleAsync([new { permission = "contacts.read", scope = "all" }, new { permission = "companies.read", scope = "all" }],
            new { @object = "contact", field = "companyId", access = "hidden" }, new { @object = "company", field = "industry", access = "hidden" });
        (await QueryAsync(blind, "contacts", """{"field":"company.name","op":"eq","value":"anvil"}""")).ShouldFail(403, "access.fieldHidden", "/filter/field");
        (await QueryAsync(blind, "companies", """{"field":"contacts.lastName","op":"eq","value":"ada"}""")).ShouldFail(403, "access.fieldHidden", "/filter/field");
        (await QueryAsync(blind, "companies", """{"field":"industry","op":"eq","value":"steel"}""")).ShouldFail(403, "access.fieldHidden", "/filter/field");
        (await blind.GetAsync("/api/v1/companies?q=steel")).ShouldBe(HttpStatusCode.OK).Data.ShouldBeEmpty();
        (await blind.GetAsync("/api/v1/companies?q=anvil.example")).Data.Count.ShouldBe(1);
        (await blind.GetAsync("/api/v1/companies")).Body.ToJsonString().ShouldNotContain("Steel");
    }

    private async Task<string> NamesAsync(string kind, string name, string filter) =>
        string.Join(",", (await QueryAsync(two.Owner, kind, filter)).ShouldBe(HttpStatusCode.OK).Data.Select(found => (string?)found[name]));

    private static Task<Answer> QueryAsync(Person person, string kind, string filter) => person.PostAsync($"/api/v1/{kind}/query",
        new JsonObject { ["filter"] = JsonNode.Parse(filter), ["sort"] = new JsonArray(new JsonObject { ["field"] = kind == "companies" ? "name" : "lastName" }) });
}

/// <summary>Two companies with people, one without, somebody who works for none, and somebody whose company is in the trash.</summary>
public sealed class TwoCompanies(CrmHost host) : IAsyncLifetime
{
    private Company company = null!;

    public Person Owner => company.Owner;

    public async ValueTask InitializeAsync()
    {
        company = await host.SignUpAsync();
        var anvil = await NewAsync("companies", new { name = "Anvil", industry = "Steel", domains = new[] { "anvil.example" }, numberOfEmployees = 250, annualRevenue = new { amount = 1000.6, currency = "EUR" }, tags = new[] { "Key" }, description = "The best." });
        var bolt = await NewAsync("companies", new { name = "Bolt", industry = "Wood", numberOfEmployees = 249, annualRevenue = new { amount = 1000.5, currency = "USD" }, address = new { city = "Berlin" }, parentId = anvil, source = "fair" });
        await NewAsync("companies", new { name = "Cog", phones = new[] { new { raw = "+49 30 901820" } } });
        var gone = await NewAsync("companies", new { name = "Gone", industry = "Steel" });
        await NewAsync("contacts", new { lastName = "Ada", jobTitle = "Boss", companyId = anvil });
        await NewAsync("contacts", new { lastName = "Alf", companyId = anvil });
        await NewAsync("contacts", new { lastName = "Ann", companyId = bolt });
        await NewAsync("contacts", new { lastName = "Zoe", jobTitle = "Boss" });
        await NewAsync("contacts", new { lastName = "Tim", companyId = gone });
        (await Owner.DeleteAsync($"/api/v1/companies/{gone}")).ShouldBe(HttpStatusCode.NoContent);
    }

    /// <summary>Somebody with a role of these permissions.</summary>
    public async Task<Person> RoleAsync(object[] permissions, params object[] fields) => await company.JoinAsync(
        (await Owner.PostAsync("/api/v1/roles", new { name = $"r{Guid.CreateVersion7():n}", permissions, fields })).ShouldBe(HttpStatusCode.Created).Id.ToString());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<Guid> NewAsync(string kind, object body) => (await Owner.PostAsync($"/api/v1/{kind}", body)).ShouldBe(HttpStatusCode.Created).Id;
}
