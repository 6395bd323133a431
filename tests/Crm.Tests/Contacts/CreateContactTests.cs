using System.Net;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Contacts;

public class CreateContactTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    private const string Contacts = "/api/v1/contacts";
    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task A_new_contact_has_all_that_was_sent_and_what_the_house_adds()
    {
        var company = (await Owner.PostAsync("/api/v1/companies", new { name = "Engines" })).ShouldBe(HttpStatusCode.Created).Id;
        var created = (await Owner.PostAsync(Contacts, new
        {
            firstName = " Ada ",
            lastName = "Lovelace",
            emails = new object[] { new { address = "ada@engine.example", label = "work" }, new { address = "ada@home.example", primary = true, optedOut = true } },
            phones = new[] { new { raw = "+49 (0)30 901820" } },
            jobTitle = "Countess",
            companyId = company,
            tags = new[] { "VIP", "vip", "math" },
            source = "fair",
            address = new { street = "St James's Square", city = "London", country = "GB" },
        })).ShouldBe(HttpStatusCode.Created);

        created.ETag.ShouldBe("\"1\"");
        created.Location.ShouldBe($"{Contacts}/{created.Id}");
        created.Text("fullName").ShouldBe("Ada Lovelace");
        created.Shows("emails").ShouldBe(
            """[{"address":"ada@engine.example","label":"work","primary":false},{"address":"ada@home.example","primary":true,"optedOut":true}]""");
        created.Shows("phones").ShouldBe("""[{"number":"+4930901820","raw":"+49 (0)30 901820","primary":true}]""");
        created.Shows("tags").ShouldBe("""["VIP","math"]""");
        created.Shows("address").ShouldBe("""{"street":"St James's Square","city":"London","country":"GB"}""");
        created.Text("companyId").ShouldBe(company.ToString());
        created.Text("stage").ShouldBe("lead");
        created.Text("ownerId").ShouldBe(Owner.AccountId.ToString());
        created.Text("createdBy").ShouldBe($"account:{Owner.AccountId}");
        (await Owner.GetAsync(created.Location!)).Body.ToJsonString().ShouldBe(created.Body.ToJsonString());
    }

    [Fact]
    public async Task Without_a_name_it_is_called_by_its_address_or_number()
    {
        (await Owner.PostAsync(Contacts, new { emails = new[] { new { address = "who@x.example" } } })).Text("fullName").ShouldBe("who@x.example");
        (await Owner.PostAsync(Contacts, new { phones = new[] { new { number = "+442071838750" } } })).Text("fullName").ShouldBe("+442071838750");
    }

    [Theory]
    [InlineData("""{}""", "/firstName")]
    [InlineData("""{"firstName":"  "}""", "/firstName")]
    [InlineData("""{"firstName":"a\nb"}""", "/firstName")]
    [InlineData("""{"firstName":"a\u0000b"}""", "/firstName")]
    [InlineData("""{"firstName":7}""", "/firstName")]
    [InlineData("""{"firstName":"x","emails":[{"address":"no address"}]}""", "/emails/0/address")]
    [InlineData("""{"firstName":"x","emails":[null]}""", "/emails")]
    [InlineData("""{"emails":[{"address":"a@x.example"},{"address":"A@X.example"}]}""", "/emails")]
    [InlineData("""{"emails":[{"address":"a@x.example","primary":true},{"address":"b@x.example","primary":true}]}""", "/emails")]
    [InlineData("""{"firstName":"x","phones":[{"raw":"030 901820"}]}""", "/phones/0/raw")]
    [InlineData("""{"firstName":"x","phones":[{"number":"12"}]}""", "/phones/0/number")]
    [InlineData("""{"firstName":"x","phones":[{}]}""", "/phones/0/raw")]
    [InlineData("""{"firstName":"x","tags":[""]}""", "/tags/0")]
    [InlineData("""{"firstName":"x","address":{"country":"Germany"}}""", "/address/country")]
    [InlineData("""{"firstName":"x","companyId":"none"}""", "/companyId")]
    public async Task What_breaks_a_rule_is_refused_with_a_pointer(string body, string pointer)
    {
        using var content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        var answer = await Owner.Http.PostAsync(Contacts, content);
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(422, text);
        text.ShouldContain($"\"pointer\":\"{pointer}\"");
    }

    [Fact]
    public async Task There_are_bounds()
    {
        (await Owner.PostAsync(Contacts, new { emails = Enumerable.Range(0, 21).Select(i => new { address = $"many{i}@x.example" }) })).ShouldFail(422, "validation.failed", "/emails");
        (await Owner.PostAsync(Contacts, new { phones = Enumerable.Range(0, 21).Select(i => new { number = $"+4930901{i:000}" }) })).ShouldFail(422, "validation.failed", "/phones");
        (await Owner.PostAsync(Contacts, new { firstName = "x", tags = Enumerable.Range(0, 51).Select(i => $"t{i}") })).ShouldFail(422, "validation.failed", "/tags");
        (await Owner.PostAsync(Contacts, new { firstName = new string('x', 101) })).ShouldFail(422, "validation.failed", "/firstName");
    }

    [Fact]
    public async Task What_the_house_makes_cannot_be_set()
    {
        foreach (var member in new[] { "id", "fullName", "createdAt", "createdBy", "version", "deleted" })
            (await Owner.PostAsync(Contacts, new Dictionary<string, string> { ["firstName"] = "x", [member] = "y" })).ShouldFail(422, "request.unknownMember", "/" + member);
    }

    [Fact]
    public async Task A_stage_must_be_one_of_the_company() =>
        (await Owner.PostAsync(Contacts, new { firstName = "x", stage = "nowhere" })).ShouldFail(422, "contact.stageUnknown", "/stage");

    [Fact]
    public async Task An_address_belongs_to_one_contact()
    {
        var first = await Owner.PostAsync(Contacts, new { emails = new[] { new { address = "Taken@x.example" } } });
        var second = await Owner.PostAsync(Contacts, new { emails = new[] { new { address = "free@x.example" }, new { address = "taken@X.EXAMPLE" } } });
        second.ShouldFail(409, "contact.emailTaken", "/emails/1/address");
        second.Body.ToJsonString().ShouldContain(first.Id.ToString());
    }

    [Fact]
    public async Task Of_many_who_take_an_address_at_once_one_gets_it()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
            Owner.PostAsync(Contacts, new { firstName = $"racer {i}", emails = new[] { new { address = "b@race.example" }, new { address = $"{i}@race.example" }, new { address = "a@race.example" } } })));
        answers.Count(a => a.Status is HttpStatusCode.Created).ShouldBe(1);
        answers.Where(a => a.Status is not HttpStatusCode.Created).ShouldAllBe(a => a.Code == "contact.emailTaken");
    }

    [Fact]
    public async Task Many_may_use_a_new_tag_at_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Owner.PostAsync(Contacts, new { firstName = $"tagged {i}", tags = new[] { "brand-new", "Brand-new-too" } })));
        answers.ShouldAllBe(a => a.Status == HttpStatusCode.Created);
    }

    [Fact]
    public async Task The_same_key_creates_once()
    {
        var body = new { firstName = "Once" };
        var first = await Owner.CallAsync(HttpMethod.Post, Contacts, body, key: "create-once");
        var again = await Owner.CallAsync(HttpMethod.Post, Contacts, body, key: "create-once");
        again.Replayed.ShouldBeTrue();
        (again.Id, again.ETag, again.Location).ShouldBe((first.Id, first.ETag, first.Location));
        (await Owner.CallAsync(HttpMethod.Post, Contacts, new { firstName = "Other" }, key: "create-once")).ShouldFail(422, "idempotency.mismatch");
    }

    [Fact]
    public async Task Another_company_may_have_the_same_address_and_sees_nothing()
    {
        var mine = await Owner.PostAsync(Contacts, new { emails = new[] { new { address = "both@x.example" } } });
        var other = await host.SignUpAsync();
        (await other.Owner.PostAsync(Contacts, new { emails = new[] { new { address = "both@x.example" } } })).ShouldBe(HttpStatusCode.Created);
        (await other.Owner.GetAsync($"{Contacts}/{mine.Id}")).ShouldFail(404, "request.notFound");
    }
}
