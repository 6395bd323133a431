using System.Net;
using Crm.Kernel.Values;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Contacts.Affiliations;

/// <summary>Contacts come to their company by their mail domain.</summary>
public sealed class MailDomainTests(OwnCompany own) : IClassFixture<OwnCompany>
{
    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task A_new_contact_is_put_with_the_company_of_its_domain_unless_it_says_otherwise()
    {
        var (company, other) = (await CompanyAsync("new.example"), await CompanyAsync());
        (await ContactAsync("a@NEW.example")).Text("companyId").ShouldBe(company.ToString());
        (await NewAsync(new { emails = Mail("b@new.example"), companyId = other })).Text("companyId").ShouldBe(other.ToString());
        foreach (var nobody in (Dictionary<string, object?>[])[new() { ["companyId"] = null, ["emails"] = Mail("c@new.example") }, new() { ["companies"] = Array.Empty<object>(), ["emails"] = Mail("d@new.example") }])
            (await NewAsync(nobody)).Body["companyId"].ShouldBeNull();
        (await NewAsync(new { emails = new object[] { new { address = "e@elsewhere.example" }, new { address = "e@new.example" } } })).Text("companyId").ShouldBe(company.ToString());
    }

    [Fact]
    public async Task A_newly_written_address_does_it_too_where_there_is_no_company()
    {
        var (company, other) = (await CompanyAsync("written.example"), await CompanyAsync());
        var path = (await ContactAsync("a@nowhere.example")).Location!;
        (await Owner.PatchAsync(path, new { jobTitle = "x" })).Body["companyId"].ShouldBeNull();
        (await Owner.PatchAsync(path, new { emails = Mail("a@written.example") })).Text("companyId").ShouldBe(company.ToString());
        (await Owner.PatchAsync(path, new Dictionary<string, object?> { ["companyId"] = null })).Body["companyId"].ShouldBeNull();
        (await Owner.PatchAsync(path, new { jobTitle = "y", emails = Mail("a@written.example") })).Body["companyId"].ShouldBeNull();
        (await Owner.PatchAsync(path, new { companyId = other })).ShouldBe(HttpStatusCode.OK);
        (await Owner.PatchAsync(path, new { emails = Mail("aa@written.example") })).Text("companyId").ShouldBe(other.ToString());
    }

    [Fact]
    public async Task Public_mail_domains_belong_to_nobody()
    {
        await CompanyAsync("gmail.com");
        (await ContactAsync("somebody@gmail.com")).Body["companyId"].ShouldBeNull();
        foreach (var free in (string[])["gmail.com", "web.de", "qq.com", "yopmail.com"]) PublicMailDomains.Contain(free).ShouldBeTrue(free);
        PublicMailDomains.OrganizationOf("a@acme.example").ShouldBe("acme.example");
        PublicMailDomains.OrganizationOf("a@Web.DE").ShouldBeNull();
    }

    [Fact]
    public async Task A_company_takes_up_who_waits_when_it_gets_the_domain_or_comes_back()
    {
        var (first, second) = (await ContactAsync("a@late.example"), await ContactAsync("b@late.example"));
        var settled = await NewAsync(new { emails = Mail("c@late.example"), companyId = await CompanyAsync() });
        var company = await CompanyAsync();
        (await Owner.PatchAsync($"/api/v1/companies/{company}", new { domains = new[] { "late.example" } })).ShouldBe(HttpStatusCode.OK);
        foreach (var contact in (Answer[])[first, second]) await BecomesAsync(contact, company);
        (await Owner.GetAsync(settled.Location!)).Text("companyId").ShouldBe(settled.Text("companyId"));
        (await Owner.GetAsync(first.Location!)).Text("updatedBy").ShouldBe("system");

        (await Owner.DeleteAsync($"/api/v1/companies/{company}")).ShouldBe(HttpStatusCode.NoContent);
        var third = await ContactAsync("d@late.example");
        third.Body["companyId"].ShouldBeNull();
        (await Owner.PostAsync($"/api/v1/companies/{company}/restoration")).ShouldBe(HttpStatusCode.OK);
        await BecomesAsync(third, company);
    }

    [Fact]
    public async Task More_than_a_batch_are_taken_up()
    {
        var people = new List<Answer>();
        foreach (var chunk in Enumerable.Range(0, 205).Chunk(20)) people.AddRange(await Task.WhenAll(chunk.Select(i => ContactAsync($"p{i}@many.example"))));
        var company = await CompanyAsync("many.example");
        await Eventually.EqualsAsync(205, async () => (int)(await Owner.GetAsync($"/api/v1/companies/{company}")).Body["contactCount"]!, TimeSpan.FromSeconds(30), "contacts taken up");
        (await Owner.GetAsync(people[0].Location!)).ETag.ShouldBe("\"2\"");
    }

    [Fact]
    public async Task Whoever_comes_last_finds_the_other()
    {
        for (var round = 0; round < 8; round++)
        {
            var domain = $"race{round}.example";
            var (company, contact) = (CompanyAsync(domain), ContactAsync($"a@{domain}"));
            await Task.WhenAll(company, contact);
            await BecomesAsync(await contact, await company);
        }
    }

    [Fact]
    public async Task A_company_out_of_reach_is_not_told_but_the_house_knows_it()
    {
        var company = await CompanyAsync("reach.example");
        var role = (await Owner.PostAsync("/api/v1/roles", new { name = "blinkered", permissions = new[] { "contacts.read", "contacts.write", "companies.read" }.Select(permission => new { permission, scope = "own" }) })).ShouldBe(HttpStatusCode.Created).Id;
        var seller = await own.Company.JoinAsync(role.ToString());
        var contact = (await seller.PostAsync("/api/v1/contacts", new { emails = Mail("a@reach.example") })).ShouldBe(HttpStatusCode.Created);
        contact.Body["companyId"].ShouldBeNull();
        await BecomesAsync(contact, company);
        (await seller.GetAsync($"{contact.Location}/companies")).Data.Single()["companyName"].ShouldBeNull();
    }

    private Task<TimeSpan> BecomesAsync(Answer contact, Guid company) =>
        Eventually.EqualsAsync(company.ToString(), async () => (await Owner.GetAsync(contact.Location!)).Text("companyId"), TimeSpan.FromSeconds(20), "its company");

    private static object[] Mail(string address) => [new { address }];

    private Task<Answer> ContactAsync(string address) => NewAsync(new { emails = Mail(address) });

    private async Task<Answer> NewAsync(object body) => (await Owner.PostAsync("/api/v1/contacts", body)).ShouldBe(HttpStatusCode.Created);

    private async Task<Guid> CompanyAsync(params string[] domains) => (await Owner.PostAsync("/api/v1/companies", new { name = $"c{Guid.CreateVersion7():n}", domains })).ShouldBe(HttpStatusCode.Created).Id;
}
