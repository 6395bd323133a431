using System.Net;
using System.Text;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Contacts;

public class UpdateContactTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task What_is_absent_stays_null_removes_and_lists_are_replaced()
    {
        var path = await NewAsync(new { firstName = "Ada", lastName = "Byron", tags = new[] { "a", "b" }, address = new { city = "London", country = "GB" } });
        var changed = await PatchAsync(path, """{"lastName":null,"jobTitle":"Countess","tags":["c"],"address":{"city":null,"street":"Here"}}""");
        changed.ShouldBe(HttpStatusCode.OK);
        changed.ETag.ShouldBe("\"2\"");
        changed.Text("fullName").ShouldBe("Ada");
        changed.Body["lastName"].ShouldBeNull();
        changed.Shows("tags").ShouldBe("""["c"]""");
        changed.Shows("address").ShouldBe("""{"street":"Here","country":"GB"}""");
        (await Owner.GetAsync(path)).Body.ToJsonString().ShouldBe(changed.Body.ToJsonString());
    }

    [Fact]
    public async Task What_was_read_can_be_sent_back_and_changes_nothing()
    {
        var path = await NewAsync(new { firstName = "Ada", emails = new[] { new { address = "echo@x.example" } }, phones = new[] { new { raw = "+49 30 901820" } }, tags = new[] { "x" } });
        var read = await Owner.GetAsync(path);
        var again = await Owner.PatchAsync(path, new { emails = read.Body["emails"], phones = read.Body["phones"], tags = read.Body["tags"], stage = read.Body["stage"] });
        again.ShouldBe(HttpStatusCode.OK);
        (again.ETag, again.Text("updatedAt")).ShouldBe((read.ETag, read.Text("updatedAt")));
    }

    [Fact]
    public async Task The_rules_are_those_of_a_new_contact()
    {
        var path = await NewAsync(new { firstName = "Ada" });
        (await PatchAsync(path, """{"firstName":null}""")).ShouldFail(422, "validation.failed", "/firstName");
        (await PatchAsync(path, """{"phones":[{"raw":"12"}]}""")).ShouldFail(422, "validation.failed", "/phones/0/raw");
        (await PatchAsync(path, """{"tags":null,"emails":[{"address":"x\u0000@x.example"}]}""")).ShouldFail(422, "validation.failed", "/emails/0/address");
        (await PatchAsync(path, """{"fullName":"x"}""")).ShouldFail(422, "request.unknownMember", "/fullName");
        (await PatchAsync(path, """{"stage":"nowhere"}""")).ShouldFail(422, "contact.stageUnknown", "/stage");
        (await PatchAsync(path, "[]")).ShouldFail(422, "validation.failed");
        (await PatchAsync(path, "null")).ShouldFail(422, "validation.failed");
        (await PatchAsync(path, "{")).ShouldFail(400, "request.malformed");
        (await PatchAsync(path, "{}", "application/json")).ShouldBe(HttpStatusCode.OK);
        (await PatchAsync(path, "{}", "text/plain")).ShouldFail(415, "request.unsupportedMediaType");
    }

    [Fact]
    public async Task An_owner_works_here_or_was_the_owner_before()
    {
        var member = await own.Company.JoinAsync("member");
        var path = await NewAsync(new { firstName = "Ada", ownerId = member.AccountId });
        (await Owner.PostAsync("/api/v1/contacts", new { firstName = "Bob", ownerId = own.Company.Id })).ShouldFail(422, "access.ownerUnknown", "/ownerId");
        (await Owner.PatchAsync(path, new { ownerId = own.Company.Id })).ShouldFail(422, "access.ownerUnknown", "/ownerId");
        (await Owner.DeleteAsync($"/api/v1/members/{member.AccountId}")).ShouldBe(HttpStatusCode.NoContent);
        (await Owner.PatchAsync(path, new { ownerId = member.AccountId, jobTitle = "Countess" })).ShouldBe(HttpStatusCode.OK);
        (await Owner.PatchAsync(path, new { ownerId = Owner.AccountId })).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_new_stage_is_told_once()
    {
        var path = await NewAsync(new { firstName = "Ada" });
        (await Owner.PatchAsync(path, new { stage = "answered" })).ETag.ShouldBe("\"2\"");
        (await Owner.PatchAsync(path, new { stage = "lead", jobTitle = "Countess" })).ETag.ShouldBe("\"3\"");
        await Eventually.HoldsAsync(async () => (await Owner.GetAsync($"{path}/timeline")).Data.Count == 4, TimeSpan.FromSeconds(10), "everything is told");
        (await Owner.GetAsync($"{path}/timeline")).Data.Select(e => (string?)e["kind"]).Order()
            .ShouldBe(["contact.created", "contact.stageChanged", "contact.stageChanged", "contact.updated"]);
    }

    [Fact]
    public async Task A_stale_client_learns_what_has_changed()
    {
        var path = await NewAsync(new { firstName = "Ada" });
        await Owner.PatchAsync(path, new { jobTitle = "Countess" });
        await Owner.PatchAsync(path, new { source = "fair" });
        var stale = (await Owner.PatchAsync(path, new { jobTitle = "Programmer" }, "\"1\"")).ShouldFail(412, "request.stale");
        stale.ETag.ShouldBe("\"3\"");
        stale.Text("currentETag").ShouldBe("\"3\"");
        stale.Shows("changedFields").ShouldBe("""["jobTitle","source"]""");
        (await Owner.PatchAsync(path, new { jobTitle = "x" }, "W/\"3\"")).ShouldFail(412, "request.stale");
        (await Owner.PatchAsync(path, new { jobTitle = "y" }, "nonsense")).ShouldFail(412, "request.stale");
        (await Owner.PatchAsync(path, new { jobTitle = "z" }, "\"7\", \"3\"")).ShouldBe(HttpStatusCode.OK);
        (await Owner.PatchAsync(path, new { jobTitle = "a" }, "*")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Of_two_who_change_it_at_once_none_is_overwritten_unseen()
    {
        var path = await NewAsync(new { firstName = "Ada" });
        var withTag = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Owner.PatchAsync(path, new { jobTitle = $"title {i}" }, "\"1\"")));
        withTag.Count(a => a.Status is HttpStatusCode.OK).ShouldBe(1);
        withTag.Where(a => a.Status is not HttpStatusCode.OK).ShouldAllBe(a => a.Code == "request.stale");

        var without = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Owner.PatchAsync(path, new { source = $"source {i}" })));
        without.ShouldAllBe(a => a.Status == HttpStatusCode.OK || a.Code == "request.conflict");
        (await Owner.GetAsync(path)).ETag.ShouldBe($"\"{2 + without.Count(a => a.Status is HttpStatusCode.OK)}\"");
    }

    [Fact]
    public async Task Addresses_are_given_up_and_taken_with_the_change()
    {
        var one = await NewAsync(new { emails = new[] { new { address = "swap@x.example" } } });
        var two = await NewAsync(new { firstName = "Two" });
        object taking = new { emails = new[] { new { address = "SWAP@x.example" } } };
        (await Owner.PatchAsync(two, taking)).ShouldFail(409, "contact.emailTaken", "/emails/0/address");
        (await Owner.PatchAsync(one, new { firstName = "One", emails = Array.Empty<object>() })).ShouldBe(HttpStatusCode.OK);
        (await Owner.PatchAsync(two, taking)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Another_company_finds_nothing_to_change()
    {
        var path = await NewAsync(new { firstName = "Ada" });
        (await (await host.SignUpAsync()).Owner.PatchAsync(path, new { firstName = "Eve" })).ShouldFail(404, "request.notFound");
    }

    private async Task<string> NewAsync(object body) => (await Owner.PostAsync("/api/v1/contacts", body)).ShouldBe(HttpStatusCode.Created).Location!;

    private async Task<Answer> PatchAsync(string path, string json, string mediaType = "application/merge-patch+json")
    {
        using var content = new StringContent(json, Encoding.UTF8, mediaType);
        using var answer = await Owner.Http.PatchAsync(path, content);
        return new(answer.StatusCode, System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync()), answer.Headers.ETag?.ToString(), null, false);
    }
}
