using System.Net;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Contacts.Stages;

public class StagesTests(CrmHost host)
{
    private const string Stages = "/api/v1/contact-stages";

    [Fact]
    public async Task A_new_company_has_the_usual_ones()
    {
        var owner = (await host.SignUpAsync()).Owner;
        var list = await owner.GetAsync(Stages);
        list.Data.Select(s => $"{s["key"]}:{s["category"]}").ShouldBe(["lead:open", "notAnswered:ongoing", "answered:ongoing", "qualified:ongoing", "customer:won", "lost:lost"]);
        (list.ETag, list.Next).ShouldBe(("\"1\"", null));
    }

    [Fact]
    public async Task They_are_added_renamed_and_moved()
    {
        var owner = (await host.SignUpAsync()).Owner;
        var added = (await owner.PostAsync(Stages, new { key = "inTalks", label = " In talks ", category = "ongoing", position = 0 })).ShouldBe(HttpStatusCode.Created);
        (added.Location, added.ETag, added.Text("label")).ShouldBe(($"{Stages}/inTalks", "\"2\"", "In talks"));
        (await owner.GetAsync(added.Location!)).ShouldBe(HttpStatusCode.OK);
        (await owner.PostAsync("/api/v1/contacts", new { firstName = "x" })).Text("stage").ShouldBe("inTalks");

        var moved = (await owner.PatchAsync($"{Stages}/inTalks", new { label = "Talking", position = 99 }, "\"2\"")).ShouldBe(HttpStatusCode.OK);
        ((int)moved.Body["position"]!).ShouldBe(6);
        (await owner.GetAsync(Stages)).Data.Select(s => (string?)s["label"]).Last().ShouldBe("Talking");
    }

    [Fact]
    public async Task One_that_nobody_is_in_is_taken_out_of_use_for_good()
    {
        var owner = (await host.SignUpAsync()).Owner;
        var contact = await owner.PostAsync("/api/v1/contacts", new { firstName = "x", stage = "answered" });
        await owner.DeleteAsync($"/api/v1/contacts/{contact.Id}");
        (await owner.DeleteAsync($"{Stages}/answered")).ShouldFail(409, "contact.stageInUse");
        (await owner.DeleteAsync($"{Stages}/lost")).ShouldBe(HttpStatusCode.NoContent);
        (await owner.GetAsync($"{Stages}/lost")).ShouldFail(404, "request.notFound");
        (await owner.PostAsync("/api/v1/contacts", new { firstName = "x", stage = "lost" })).ShouldFail(422, "contact.stageUnknown");
        (await owner.PostAsync(Stages, new { key = "lost", label = "Lost", category = "lost" })).ShouldFail(409, "contact.stageKeyTaken", "/key");
    }

    [Fact]
    public async Task A_contact_keeps_a_stage_that_was_taken_out_of_use_meanwhile()
    {
        var owner = (await host.SignUpAsync()).Owner;
        var create = owner.PostAsync("/api/v1/contacts", new { firstName = "x", stage = "lost" });
        var remove = owner.DeleteAsync($"{Stages}/lost");
        if ((await create).Status is not HttpStatusCode.Created) return;
        await remove;
        (await owner.PatchAsync((await create).Location!, new { jobTitle = "y" })).ShouldBe(HttpStatusCode.OK).Text("stage").ShouldBe("lost");
    }

    [Fact]
    public async Task The_last_one_stays()
    {
        var owner = (await host.SignUpAsync()).Owner;
        foreach (var key in new[] { "lead", "notAnswered", "answered", "qualified", "customer" }) (await owner.DeleteAsync($"{Stages}/{key}")).ShouldBe(HttpStatusCode.NoContent);
        (await owner.DeleteAsync($"{Stages}/lost")).ShouldFail(409, "contact.lastStage");
    }

    [Fact]
    public async Task There_are_as_many_as_there_can_be()
    {
        var owner = (await host.SignUpAsync()).Owner;
        for (var i = 6; i < 100; i++) (await owner.PostAsync(Stages, new { key = $"s{i}", label = $"S{i}", category = "open" })).ShouldBe(HttpStatusCode.Created);
        (await owner.PostAsync(Stages, new { key = "more", label = "More", category = "open" })).ShouldFail(409, "contact.tooManyStages");
    }

    [Fact]
    public async Task Rules_preconditions_and_races()
    {
        var owner = (await host.SignUpAsync()).Owner;
        (await owner.PostAsync(Stages, new { key = "Two Words", label = "", category = "open" })).ShouldFail(422, "validation.failed", "/key", "/label");
        (await owner.PostAsync(Stages, new { key = "x", label = "X", category = "none" })).ShouldFail(422, "validation.failed", "/category");
        (await owner.PatchAsync($"{Stages}/lead", new { label = (string?)null })).ShouldFail(422, "validation.failed");
        (await owner.PatchAsync($"{Stages}/lead", new { key = "new" })).ShouldFail(422, "request.unknownMember", "/key");
        (await owner.PatchAsync($"{Stages}/nope", new { label = "x" })).ShouldFail(404, "request.notFound");
        (await owner.PatchAsync($"{Stages}/lead", new { label = "x" }, "\"9\"")).ShouldFail(412, "request.stale");
        (await owner.DeleteAsync($"{Stages}/lead", "\"9\"")).ShouldFail(412, "request.stale");

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => owner.PostAsync(Stages, new { key = $"r{i}", label = "R", category = "open" })));
        answers.ShouldAllBe(a => a.Status == HttpStatusCode.Created || a.Code == "request.conflict");
        (await owner.GetAsync(Stages)).Data.Count.ShouldBe(6 + answers.Count(a => a.Status is HttpStatusCode.Created));
    }

    [Fact]
    public async Task A_member_sees_them_but_leaves_them_as_they_are()
    {
        var member = await (await host.SignUpAsync()).JoinAsync("member");
        (await member.GetAsync(Stages)).ShouldBe(HttpStatusCode.OK);
        (await member.PostAsync(Stages, new { key = "x", label = "X", category = "open" })).ShouldFail(403, "auth.forbidden");
        (await member.PatchAsync($"{Stages}/lead", new { label = "X" })).ShouldFail(403, "auth.forbidden");
        (await member.DeleteAsync($"{Stages}/lead")).ShouldFail(403, "auth.forbidden");
    }
}
