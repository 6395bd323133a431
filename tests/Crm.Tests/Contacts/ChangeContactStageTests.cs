using System.Net;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Contacts;

public class ChangeContactStageTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task It_moves_and_its_history_tells_so()
    {
        var path = await NewAsync();
        (await Owner.PutAsync($"{path}/stage", new { stage = "answered" }, "\"1\"")).ShouldBe(HttpStatusCode.OK).Text("stage").ShouldBe("answered");
        await Owner.PatchAsync(path, new { stage = "customer", jobTitle = "x" });
        await Owner.PatchAsync(path, new { jobTitle = "y" });

        var history = await Owner.GetAsync($"{path}/stage-history");
        history.Data.Select(m => ((string?)m["from"], (string?)m["to"])).ShouldBe([("answered", "customer"), ("lead", "answered"), (null, "lead")]);
        history.Data.ShouldAllBe(m => (string?)m["actor"] == $"account:{Owner.AccountId}");

        var first = await Owner.GetAsync($"{path}/stage-history?limit=2");
        var rest = await Owner.GetAsync($"{path}/stage-history?limit=2&cursor={first.Next}");
        first.Data.Concat(rest.Data).Select(m => (string?)m["to"]).ShouldBe(["customer", "answered", "lead"]);
        rest.Next.ShouldBeNull();
        (await Owner.GetAsync($"{await NewAsync()}/stage-history?cursor={first.Next}")).ShouldFail(400, "cursor.mismatch");
    }

    [Fact]
    public async Task Moving_to_where_it_is_changes_nothing()
    {
        var path = await NewAsync();
        (await Owner.PutAsync($"{path}/stage", new { stage = "lead" }, "\"1\"")).ETag.ShouldBe("\"1\"");
        (await Owner.GetAsync($"{path}/stage-history")).Data.Count.ShouldBe(1);
    }

    [Fact]
    public async Task If_Match_is_required_and_honoured()
    {
        var path = await NewAsync();
        (await Owner.PutAsync($"{path}/stage", new { stage = "lost" })).ShouldFail(428, "request.preconditionRequired");
        (await Owner.PutAsync($"{path}/stage", new { stage = "lost" }, "\"4\"")).ShouldFail(412, "request.stale");
        (await Owner.PutAsync($"{path}/stage", new { stage = "lost" }, "*")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task There_must_be_such_a_stage()
    {
        var path = await NewAsync();
        (await Owner.PutAsync($"{path}/stage", new { stage = "nowhere" }, "*")).ShouldFail(422, "contact.stageUnknown", "/stage");
        (await Owner.PutAsync($"{path}/stage", new { stage = "" }, "*")).ShouldFail(422, "validation.failed", "/stage");
        (await Owner.PutAsync($"{path}/stage", new { }, "*")).ShouldFail(422, "validation.failed");
    }

    [Fact]
    public async Task Of_two_who_move_it_at_once_one_wins()
    {
        var path = await NewAsync();
        var answers = await Task.WhenAll(new[] { "answered", "lost", "customer" }.Select(stage => Owner.PutAsync($"{path}/stage", new { stage }, "\"1\"")));
        answers.Count(a => a.Status is HttpStatusCode.OK).ShouldBe(1);
        answers.Where(a => a.Status is not HttpStatusCode.OK).ShouldAllBe(a => a.Code == "request.stale");
    }

    [Fact]
    public async Task Another_company_finds_nothing_to_move()
    {
        var (path, other) = (await NewAsync(), (await host.SignUpAsync()).Owner);
        (await other.PutAsync($"{path}/stage", new { stage = "lost" }, "*")).ShouldFail(404, "request.notFound");
        (await other.GetAsync($"{path}/stage-history")).ShouldFail(404, "request.notFound");
    }

    private async Task<string> NewAsync() => (await Owner.PostAsync("/api/v1/contacts", new { firstName = "Ada" })).ShouldBe(HttpStatusCode.Created).Location!;
}
