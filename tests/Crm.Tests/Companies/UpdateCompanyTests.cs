using System.Net;
using System.Text;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Companies;

public class UpdateCompanyTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task What_is_absent_stays_null_removes_and_lists_are_replaced()
    {
        var path = await NewAsync(new { name = "Acme", industry = "Steel", numberOfEmployees = 7, annualRevenue = new { amount = 1, currency = "EUR" }, tags = new[] { "a", "b" }, address = new { city = "London", country = "GB" } });
        var changed = await PatchAsync(path, """{"industry":null,"description":"Makes all.","tags":["c"],"annualRevenue":{"amount":2.50},"address":{"city":null,"street":"Here"}}""");
        changed.ShouldBe(HttpStatusCode.OK);
        changed.ETag.ShouldBe("\"2\"");
        changed.Body["industry"].ShouldBeNull();
        changed.Shows("tags").ShouldBe("""["c"]""");
        ((decimal)changed.Body["annualRevenue"]!["amount"]!, (string?)changed.Body["annualRevenue"]!["currency"]).ShouldBe((2.5m, "EUR"));
        changed.Shows("address").ShouldBe("""{"street":"Here","country":"GB"}""");
        (await Owner.GetAsync(path)).Body.ToJsonString().Replace(",\"contactCount\":0", "").ShouldBe(changed.Body.ToJsonString());
        (await PatchAsync(path, """{"annualRevenue":null}""")).Body["annualRevenue"].ShouldBeNull();
    }

    [Fact]
    public async Task What_was_read_can_be_sent_back_and_changes_nothing()
    {
        var path = await NewAsync(new { name = "Acme", domains = new[] { "echo.example" }, phones = new[] { new { raw = "+49 30 901820" } }, tags = new[] { "x" }, annualRevenue = new { amount = 1.10, currency = "EUR" } });
        var read = await Owner.GetAsync(path);
        var again = await Owner.PatchAsync(path, new { name = "Acme", domains = read.Body["domains"], phones = read.Body["phones"], tags = read.Body["tags"], annualRevenue = read.Body["annualRevenue"] });
        again.ShouldBe(HttpStatusCode.OK);
        (again.ETag, again.Text("updatedAt")).ShouldBe((read.ETag, read.Text("updatedAt")));
    }

    [Fact]
    public async Task The_rules_are_those_of_a_new_company()
    {
        var path = await NewAsync(new { name = "Acme" });
        (await PatchAsync(path, """{"name":null}""")).ShouldFail(422, "validation.failed", "");
        (await PatchAsync(path, """{"name":" "}""")).ShouldFail(422, "validation.failed", "/name");
        (await PatchAsync(path, """{"domains":["x"]}""")).ShouldFail(422, "validation.failed", "/domains/0");
        (await PatchAsync(path, """{"annualRevenue":{"amount":1}}""")).ShouldFail(422, "validation.failed", "/annualRevenue");
        (await PatchAsync(path, """{"id":"x"}""")).ShouldFail(422, "request.unknownMember", "/id");
        (await PatchAsync(path, "{")).ShouldFail(400, "request.malformed");
        (await PatchAsync(path, "{}", "text/plain")).ShouldFail(415, "request.unsupportedMediaType");
    }

    [Fact]
    public async Task An_owner_works_here_or_was_the_owner_before()
    {
        var member = await own.Company.JoinAsync("member");
        var path = await NewAsync(new { name = "Acme", ownerId = member.AccountId });
        (await Owner.PatchAsync(path, new { ownerId = own.Company.Id })).ShouldFail(422, "access.ownerUnknown", "/ownerId");
        (await Owner.DeleteAsync($"/api/v1/members/{member.AccountId}")).ShouldBe(HttpStatusCode.NoContent);
        (await Owner.PatchAsync(path, new { ownerId = member.AccountId, industry = "Steel" })).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_stale_client_learns_what_has_changed()
    {
        var path = await NewAsync(new { name = "Acme" });
        await Owner.PatchAsync(path, new { industry = "Steel" });
        var stale = (await Owner.PatchAsync(path, new { industry = "Wood" }, "\"1\"")).ShouldFail(412, "request.stale");
        stale.Text("currentETag").ShouldBe("\"2\"");
        stale.Shows("changedFields").ShouldBe("""["industry"]""");
        (await Owner.PatchAsync(path, new { industry = "Wood" }, "\"2\"")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Of_two_who_change_it_at_once_none_is_overwritten_unseen()
    {
        var path = await NewAsync(new { name = "Acme" });
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Owner.PatchAsync(path, new { industry = $"industry {i}" })));
        answers.ShouldAllBe(a => a.Status == HttpStatusCode.OK || a.Code == "request.conflict");
        (await Owner.GetAsync(path)).ETag.ShouldBe($"\"{1 + answers.Count(a => a.Status is HttpStatusCode.OK)}\"");
    }

    [Fact]
    public async Task Domains_are_given_up_and_taken_with_the_change()
    {
        var one = await NewAsync(new { name = "One", domains = new[] { "swap.example", "kept.example" } });
        var two = await NewAsync(new { name = "Two" });
        object taking = new { domains = new[] { "SWAP.example" } };
        (await Owner.PatchAsync(two, taking)).ShouldFail(409, "company.domainTaken", "/domains/0");
        (await Owner.PatchAsync(one, new { domains = new[] { "kept.example" } })).ShouldBe(HttpStatusCode.OK);
        (await Owner.PatchAsync(two, taking)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Another_tenant_finds_nothing_to_change()
    {
        var path = await NewAsync(new { name = "Acme" });
        (await (await host.SignUpAsync()).Owner.PatchAsync(path, new { name = "Eve" })).ShouldFail(404, "request.notFound");
    }

    private async Task<string> NewAsync(object body) => (await Owner.PostAsync("/api/v1/companies", body)).ShouldBe(HttpStatusCode.Created).Location!;

    private async Task<Answer> PatchAsync(string path, string json, string mediaType = "application/merge-patch+json")
    {
        using var content = new StringContent(json, Encoding.UTF8, mediaType);
        using var answer = await Owner.Http.PatchAsync(path, content);
        return new(answer.StatusCode, System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync()), answer.Headers.ETag?.ToString(), null, false);
    }
}
