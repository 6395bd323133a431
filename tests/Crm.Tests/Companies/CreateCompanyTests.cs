using System.Net;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Companies;

public class CreateCompanyTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    private const string Companies = "/api/v1/companies";
    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task A_new_company_has_all_that_was_sent_and_what_the_house_adds()
    {
        var parent = (await Owner.PostAsync(Companies, new { name = "Holding" })).ShouldBe(HttpStatusCode.Created).Id;
        var created = (await Owner.PostAsync(Companies, new
        {
            name = " Engines Ltd ",
            domains = new[] { "https://WWW.Engines.example/about", "maschinen-müller.example" },
            industry = "Manufacturing",
            description = "Makes engines.\nDifference engines, mostly.",
            phones = new[] { new { raw = "+49 (0)30 901820" } },
            websiteUrl = "https://engines.example",
            linkedinUrl = "https://www.linkedin.com/company/engines",
            numberOfEmployees = 250,
            annualRevenue = new { amount = 1250000.5, currency = "GBP" },
            address = new { street = "St James's Square", city = "London", country = "GB" },
            parentId = parent,
            tags = new[] { " Key account", "key Account", "math" },
            source = "fair",
        })).ShouldBe(HttpStatusCode.Created);

        created.ETag.ShouldBe("\"1\"");
        created.Location.ShouldBe($"{Companies}/{created.Id}");
        created.Text("name").ShouldBe("Engines Ltd");
        created.Shows("domains").ShouldBe("""["engines.example","xn--maschinen-mller-9vb.example"]""");
        created.Shows("phones").ShouldBe("""[{"number":"+4930901820","raw":"+49 (0)30 901820","primary":true}]""");
        created.Shows("annualRevenue").ShouldBe("""{"amount":1250000.5,"currency":"GBP"}""");
        created.Shows("address").ShouldBe("""{"street":"St James's Square","city":"London","country":"GB"}""");
        created.Shows("tags").ShouldBe("""["Key account","math"]""");
        created.Text("parentId").ShouldBe(parent.ToString());
        created.Text("ownerId").ShouldBe(Owner.AccountId.ToString());
        created.Text("createdBy").ShouldBe($"account:{Owner.AccountId}");
        (await Owner.GetAsync(created.Location!)).Body.ToJsonString().Replace(",\"contactCount\":0", "").ShouldBe(created.Body.ToJsonString());
    }

    [Theory]
    [InlineData("""{}""", "")]
    [InlineData("""{"name":"  "}""", "/name")]
    [InlineData("""{"name":"a\nb"}""", "/name")]
    [InlineData("""{"name":"a\u0000b"}""", "/name")]
    [InlineData("""{"name":"x","domains":["acme"]}""", "/domains/0")]
    [InlineData("""{"name":"x","domains":["ada@acme.example"]}""", "/domains/0")]
    [InlineData("""{"name":"x","domains":[null]}""", "/domains")]
    [InlineData("""{"name":"x","domains":["acme.example","https://www.ACME.example/"]}""", "/domains")]
    [InlineData("""{"name":"x","phones":[{"raw":"030 901820"}]}""", "/phones/0/raw")]
    [InlineData("""{"name":"x","websiteUrl":"acme"}""", "/websiteUrl")]
    [InlineData("""{"name":"x","websiteUrl":"javascript:alert(1)"}""", "/websiteUrl")]
    [InlineData("""{"name":"x","linkedinUrl":"ftp://acme.example"}""", "/linkedinUrl")]
    [InlineData("""{"name":"x","numberOfEmployees":-1}""", "/numberOfEmployees")]
    [InlineData("""{"name":"x","numberOfEmployees":1.5}""", "/numberOfEmployees")]
    [InlineData("""{"name":"x","annualRevenue":{"amount":-1,"currency":"EUR"}}""", "/annualRevenue/amount")]
    [InlineData("""{"name":"x","annualRevenue":{"amount":1.23456,"currency":"EUR"}}""", "/annualRevenue/amount")]
    [InlineData("""{"name":"x","annualRevenue":{"amount":1,"currency":"Euro"}}""", "/annualRevenue/currency")]
    [InlineData("""{"name":"x","annualRevenue":{"amount":1}}""", "/annualRevenue")]
    [InlineData("""{"name":"x","tags":[""]}""", "/tags/0")]
    [InlineData("""{"name":"x","address":{"country":"Germany"}}""", "/address/country")]
    [InlineData("""{"name":"x","parentId":"none"}""", "/parentId")]
    public async Task What_breaks_a_rule_is_refused_with_a_pointer(string body, string pointer)
    {
        using var content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        var answer = await Owner.Http.PostAsync(Companies, content);
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(422, text);
        text.ShouldContain($"\"pointer\":\"{pointer}\"");
    }

    [Fact]
    public async Task There_are_bounds()
    {
        (await Owner.PostAsync(Companies, new { name = "x", domains = Enumerable.Range(0, 21).Select(i => $"many{i}.example") })).ShouldFail(422, "validation.failed", "/domains");
        (await Owner.PostAsync(Companies, new { name = "x", phones = Enumerable.Range(0, 21).Select(i => new { number = $"+4930901{i:000}" }) })).ShouldFail(422, "validation.failed", "/phones");
        (await Owner.PostAsync(Companies, new { name = "x", tags = Enumerable.Range(0, 51).Select(i => $"t{i}") })).ShouldFail(422, "validation.failed", "/tags");
        (await Owner.PostAsync(Companies, new { name = new string('x', 201) })).ShouldFail(422, "validation.failed", "/name");
    }

    [Fact]
    public async Task What_the_house_makes_cannot_be_set()
    {
        foreach (var member in new[] { "id", "createdAt", "createdBy", "version", "deleted", "nameKey" })
            (await Owner.PostAsync(Companies, new Dictionary<string, string> { ["name"] = "x", [member] = "y" })).ShouldFail(422, "request.unknownMember", "/" + member);
    }

    [Fact]
    public async Task An_owner_works_here() =>
        (await Owner.PostAsync(Companies, new { name = "x", ownerId = own.Company.Id })).ShouldFail(422, "access.ownerUnknown", "/ownerId");

    [Fact]
    public async Task A_domain_belongs_to_one_company()
    {
        var first = await Owner.PostAsync(Companies, new { name = "First", domains = new[] { "Taken.example" } });
        var second = await Owner.PostAsync(Companies, new { name = "Second", domains = new[] { "free.example", "https://www.taken.EXAMPLE" } });
        second.ShouldFail(409, "company.domainTaken", "/domains/1");
        second.Body.ToJsonString().ShouldContain(first.Id.ToString());
    }

    [Fact]
    public async Task Of_many_who_take_a_domain_at_once_one_gets_it()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Owner.PostAsync(Companies, new { name = $"racer {i}", domains = new[] { "b.race.example", $"{i}.race.example", "a.race.example" } })));
        answers.Count(a => a.Status is HttpStatusCode.Created).ShouldBe(1);
        answers.Where(a => a.Status is not HttpStatusCode.Created).ShouldAllBe(a => a.Code == "company.domainTaken");
    }

    [Fact]
    public async Task Another_tenant_may_have_the_same_domain_and_sees_nothing()
    {
        var mine = await Owner.PostAsync(Companies, new { name = "Both", domains = new[] { "both.example" } });
        var other = await host.SignUpAsync();
        (await other.Owner.PostAsync(Companies, new { name = "Both", domains = new[] { "both.example" } })).ShouldBe(HttpStatusCode.Created);
        (await other.Owner.GetAsync($"{Companies}/{mine.Id}")).ShouldFail(404, "request.notFound");
        (await other.Owner.PostAsync(Companies, new { name = "Below", parentId = mine.Id })).ShouldFail(422, "company.parentUnknown", "/parentId");
    }
}
