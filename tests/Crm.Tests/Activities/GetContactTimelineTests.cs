using Crm.Activities.Timelines;
using Crm.Contracts.Contacts;
using Crm.Tests.Support;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Crm.Tests.Activities;

public class GetContactTimelineTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task It_tells_newest_first_what_a_contact_went_through()
    {
        var path = (await Owner.PostAsync("/api/v1/contacts", new { firstName = "Ada" })).Location!;
        (await Owner.GetAsync($"{path}/timeline")).Data.Count.ShouldBeLessThanOrEqualTo(1); // there at once, if empty
        await Owner.PatchAsync(path, new { jobTitle = "Countess" });
        await Owner.PutAsync($"{path}/stage", new { stage = "answered" }, "*");
        await Owner.DeleteAsync(path);
        await Owner.PostAsync($"{path}/restoration");

        var entries = await EventuallyAsync(path, 5);
        entries.Data.Select(e => (string?)e["kind"]).ShouldBe(["contact.restored", "contact.trashed", "contact.stageChanged", "contact.updated", "contact.created"]);
        entries.Data[2].ToJsonString().ShouldContain("\"from\":\"lead\",\"to\":\"answered\"");
        entries.Data[3]["fields"]!.ToJsonString().ShouldBe("""["jobTitle"]""");
        entries.Data.ShouldAllBe(e => (string?)e["actor"] == $"account:{Owner.AccountId}");

        var first = await Owner.GetAsync($"{path}/timeline?limit=3");
        var second = await Owner.GetAsync($"{path}/timeline?limit=3&cursor={first.Next}");
        first.Data.Concat(second.Data).Select(e => (string?)e["id"]).ShouldBe(entries.Data.Select(e => (string?)e["id"]));
    }

    [Fact]
    public async Task An_event_told_twice_is_one_entry()
    {
        var contact = (await Owner.PostAsync("/api/v1/contacts", new { firstName = "Twice" })).Id;
        var happened = new ContactUpdated(Guid.CreateVersion7(), contact, "Twice", ["source"], "system", DateTimeOffset.UnixEpoch);
        for (var time = 0; time < 2; time++)
        {
            await using var session = host.Services.GetRequiredService<IDocumentStore>().LightweightSession(own.Company.Id.ToString("n"));
            ContactTimelineHandler.Handle(happened, session);
            await session.SaveChangesAsync();
        }
        (await EventuallyAsync($"/api/v1/contacts/{contact}", 2)).Data.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Nobody_elses_is_told()
    {
        var contact = (await Owner.PostAsync("/api/v1/contacts", new { firstName = "Ada" })).Id;
        (await (await host.SignUpAsync()).Owner.GetAsync($"/api/v1/contacts/{contact}/timeline")).ShouldFail(404, "request.notFound");
        (await Owner.GetAsync($"/api/v1/contacts/{Guid.CreateVersion7()}/timeline")).ShouldFail(404, "request.notFound");
        await Owner.DeleteAsync($"/api/v1/contacts/{contact}");
        (await Owner.GetAsync($"/api/v1/contacts/{contact}/timeline")).ShouldFail(404, "request.notFound");
    }

    private async Task<Answer> EventuallyAsync(string path, int count)
    {
        for (var attempt = 0; ; attempt++)
        {
            var page = await Owner.GetAsync($"{path}/timeline");
            if (page.Data.Count >= count || attempt == 100) return page;
            await Task.Delay(100);
        }
    }
}
