using System.Net;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Companies;

/// <summary>What a role's scopes and field rules leave of companies.</summary>
public sealed class CompanyScopeTests(OwnCompany own) : IClassFixture<OwnCompany>
{
    private Person Boss => own.Company.Owner;

    [Fact]
    public async Task Own_companies_are_seen_and_others_are_not_there()
    {
        var seller = await WithAsync([("companies.read", "own"), ("companies.write", "own"), ("contacts.read", "own"), ("contacts.write", "own")]);
        var (mine, theirs) = (await NewAsync(seller), await NewAsync(Boss));

        (await seller.GetAsync($"/api/v1/companies/{mine}")).ShouldBe(HttpStatusCode.OK);
        (await seller.GetAsync($"/api/v1/companies/{theirs}")).ShouldFail(404, "request.notFound");
        (await seller.PatchAsync($"/api/v1/companies/{theirs}", new { ownerId = seller.AccountId })).ShouldFail(404, "request.notFound");
        (await seller.GetAsync("/api/v1/companies")).Data.Select(c => (Guid)c["id"]!).ShouldBe([mine]);
        (await seller.PatchAsync($"/api/v1/companies/{mine}", new { parentId = theirs })).ShouldFail(422, "company.parentUnknown", "/parentId");
        (await seller.PostAsync("/api/v1/contacts", new { lastName = "x", companyId = theirs })).ShouldFail(422, "contact.companyUnknown", "/companyId");
        (await seller.PostAsync("/api/v1/contacts", new { lastName = "x", companyId = mine })).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task What_may_be_seen_but_not_changed_answers_403()
    {
        var reader = await WithAsync([("companies.read", "all"), ("companies.write", "own")]);
        var theirs = await NewAsync(Boss);
        (await reader.PatchAsync($"/api/v1/companies/{theirs}", new { industry = "Wood" })).ShouldFail(403, "access.recordReadOnly");
        (await reader.DeleteAsync($"/api/v1/companies/{theirs}")).ShouldFail(403, "access.recordReadOnly");
    }

    [Fact]
    public async Task A_hidden_field_is_in_no_answer_and_a_read_only_one_does_not_change()
    {
        var clerk = await WithAsync([("companies.read", "all"), ("companies.write", "all")],
            new { @object = "company", field = "annualRevenue", access = "hidden" }, new { @object = "company", field = "industry", access = "read" });
        var path = $"/api/v1/companies/{await NewAsync(clerk)}";

        (await clerk.GetAsync(path)).Body["annualRevenue"].ShouldBeNull();
        (await clerk.PatchAsync(path, new { industry = "Wood" })).ShouldFail(403, "access.fieldReadOnly", "/industry");
        (await clerk.PatchAsync(path, new { description = "Wood" })).ShouldBe(HttpStatusCode.OK);
        (await clerk.PostAsync("/api/v1/companies", new { name = "x", industry = "Wood" })).ShouldFail(403, "access.fieldReadOnly", "/industry");
        (await Boss.GetAsync(path)).Body["annualRevenue"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_contact_is_put_with_a_live_company_and_may_stay_with_one_that_is_gone()
    {
        var company = await NewAsync(Boss);
        (await Boss.PostAsync("/api/v1/contacts", new { lastName = "x", companyId = Guid.CreateVersion7() })).ShouldFail(422, "contact.companyUnknown", "/companyId");
        var contact = (await Boss.PostAsync("/api/v1/contacts", new { lastName = "x", companyId = company })).ShouldBe(HttpStatusCode.Created).Location!;
        (await Boss.DeleteAsync($"/api/v1/companies/{company}")).ShouldBe(HttpStatusCode.NoContent);
        (await Boss.PatchAsync(contact, new { companyId = company, jobTitle = "Boss" })).ShouldBe(HttpStatusCode.OK).Text("companyId").ShouldBe(company.ToString());
        (await Boss.PatchAsync(contact, new { companyId = Guid.CreateVersion7() })).ShouldFail(422, "contact.companyUnknown", "/companyId");
    }

    private async Task<Person> WithAsync((string Name, string Scope)[] permissions, params object[] fields) => await own.Company.JoinAsync(
        (await Boss.PostAsync("/api/v1/roles", new { name = $"r{Guid.CreateVersion7():n}", permissions = permissions.Select(p => new { permission = p.Name, scope = p.Scope }), fields }))
        .ShouldBe(HttpStatusCode.Created).Id.ToString());

    private async Task<Guid> NewAsync(Person owner) =>
        (await Boss.PostAsync("/api/v1/companies", new { name = "Acme", industry = "Steel", ownerId = owner.AccountId, annualRevenue = new { amount = 1, currency = "EUR" } })).ShouldBe(HttpStatusCode.Created).Id;
}
