using System.Net;
using Crm.Tests.Support;
using Shouldly;
using Xunit;
using static Crm.Tests.Kernel.Segments.Segmented;

namespace Crm.Tests.Kernel.Segments;

/// <summary>A segment is the company's, and nobody learns by it what is hidden from them.</summary>
public sealed class SegmentRightsTests(CrmHost host)
{
    private static readonly string[] Needed = ["segments.read", "segments.write"];

    [Fact]
    public async Task Members_and_events_out_of_reach_are_not_told()
    {
        var company = await host.SignUpAsync();
        var owner = company.Owner;
        var seller = await company.JoinAsync(await RoleAsync(owner, "own"));
        var (mine, theirs) = (await owner.ContactAsync("Mine", more: new { lastName = "Mine", stage = "lead", ownerId = seller.AccountId }), await owner.ContactAsync("Theirs"));
        var segment = await owner.SegmentAsync(Is("stage", "qualified"), 0);
        foreach (var contact in new[] { mine, theirs }) (await owner.PatchAsync($"/api/v1/contacts/{contact}", new { stage = "qualified" })).ShouldBe(HttpStatusCode.OK);
        await owner.HeardAsync(segment, $"entered {mine} record", $"entered {theirs} record");
        (await seller.EventsAsync(segment)).ShouldBe([$"entered {mine} record"]);
        (await seller.MembersAsync(segment)).ShouldBe([mine]);
        ((int)(await seller.GetAsync($"{Place}/{segment}")).Body["memberCount"]!).ShouldBe(2);
    }

    [Fact]
    public async Task Nobody_asks_by_a_filter_of_theirs_about_records_out_of_reach()
    {
        var company = await host.SignUpAsync();
        var owner = company.Owner;
        var seller = await company.JoinAsync(await RoleAsync(owner, "own"));
        var firm = (await owner.PostAsync("/api/v1/companies", new { name = "Firm" })).ShouldBe(HttpStatusCode.Created).Id;
        await owner.ContactAsync("Theirs", more: new { lastName = "Theirs", jobTitle = "CEO", companyId = firm });
        (await seller.PostAsync(Place, new { @object = "contact", name = "x", filter = Is("jobTitle", "CEO") })).ShouldFail(403, "auth.forbidden");
        (await seller.PostAsync(Place, new { @object = "company", name = "x", filter = Is("contacts.jobTitle", "CEO") })).ShouldFail(403, "auth.forbidden");
        var segment = await owner.SegmentAsync(Is("stage", "qualified"), 0);
        (await seller.PatchAsync($"{Place}/{segment}", new { filter = Is("jobTitle", "CEO") })).ShouldFail(403, "auth.forbidden");
    }

    [Fact]
    public async Task Who_does_not_see_a_field_neither_makes_nor_uses_a_segment_of_it()
    {
        var company = await host.SignUpAsync();
        var owner = company.Owner;
        var blind = await company.JoinAsync(await RoleAsync(owner, "all", new { @object = "contact", field = "jobTitle", access = "hidden" }));
        await owner.ContactAsync("Ada", more: new { lastName = "Ada", jobTitle = "CEO" });
        var segment = await owner.SegmentAsync(Is("jobTitle", "CEO"), 1);
        var shown = await blind.GetAsync($"{Place}/{segment}");
        ((bool)shown.Body["usable"]!, shown.Body["filter"]).ShouldBe((false, null));
        (await blind.GetAsync(Place)).Data.Single()["filter"].ShouldBeNull();
        (await owner.GetAsync($"{Place}/{segment}")).Body["filter"].ShouldNotBeNull();
        (await blind.GetAsync($"/api/v1/contacts?segmentId={segment}")).ShouldFail(403, "access.fieldHidden");
        (await blind.PostAsync("/api/v1/contacts/query", new { filter = Is("segmentId", segment) })).ShouldFail(403, "access.fieldHidden");
        (await blind.GetAsync($"{Place}/{segment}/events")).ShouldFail(403, "access.fieldHidden");
        (await blind.PatchAsync($"{Place}/{segment}", new { name = "x" })).ShouldFail(403, "access.fieldHidden");
        (await blind.PostAsync(Place, new { @object = "contact", name = "x", filter = Is("jobTitle", "CEO") })).ShouldFail(403, "access.fieldHidden");
        // The searched text holds it too: in part is not enough for what is evaluated over all.
        (await blind.PostAsync(Place, new { @object = "contact", name = "x", filter = new { field = "text", op = "contains", value = "ceo" } })).ShouldFail(403, "access.fieldHidden");
        await blind.SegmentAsync(Is("stage", "lead"), 1);
        (await (await company.JoinAsync("member")).PostAsync(Place, new { @object = "contact", name = "x", filter = Is("stage", "lead") })).ShouldFail(403, "auth.forbidden");
    }

    private static async Task<string> RoleAsync(Person owner, string scope, params object[] fields) => (await owner.PostAsync("/api/v1/roles", new
    {
        name = $"r{Guid.CreateVersion7():n}",
        permissions = Needed.Select(permission => new { permission, scope = "all" }).Append(new { permission = "contacts.read", scope }),
        fields,
    })).ShouldBe(HttpStatusCode.Created).Id.ToString();
}
