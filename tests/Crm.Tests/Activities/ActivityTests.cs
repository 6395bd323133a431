using System.Net;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Activities;

public sealed class ActivityTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    private Person Boss => own.Company.Owner;

    [Fact]
    public async Task A_call_is_logged_changed_thrown_away_and_taken_back_and_timelines_follow()
    {
        var (contact, colleague) = (await ContactAsync(), await own.Company.JoinAsync("member"));
        var call = await LogAsync(contact, "2026-05-01T10:00:00Z", "call", colleague.AccountId);
        await LogAsync(contact, "2026-04-01T10:00:00Z", "meeting");
        (await KindsAsync(Boss, contact)).ShouldBe(["activity.call", "activity.meeting"]); // by when they were, not by when they were logged
        (await Boss.PatchAsync(call.Location!, new { type = "email", outcome = "answered", startedAt = "2026-03-01T10:00:00Z" }, call.ETag)).ShouldBe(HttpStatusCode.OK).Text("outcome").ShouldBe("answered");
        (await KindsAsync(Boss, contact)).ShouldBe(["activity.meeting", "activity.email"]);
        (await Boss.PatchAsync(call.Location!, new { outcome = "late" }, call.ETag)).ShouldFail(412, "request.stale");
        (await Boss.DeleteAsync(call.Location!)).ShouldBe(HttpStatusCode.NoContent);
        (await KindsAsync(Boss, contact)).ShouldBe(["activity.meeting"]);
        (await Boss.PostAsync($"{call.Location}/restoration")).ShouldBe(HttpStatusCode.OK);
        (await KindsAsync(Boss, contact)).ShouldBe(["activity.meeting", "activity.email"]);
    }

    [Fact]
    public async Task Of_two_changes_to_the_same_version_one_counts()
    {
        var call = await LogAsync(await ContactAsync(), "2026-05-01T10:00:00Z", "call");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Boss.PatchAsync(call.Location!, new { outcome = $"o{i}" }, call.ETag)));
        answers.Count(a => a.Status == HttpStatusCode.OK).ShouldBe(1);
        answers.Where(a => a.Status != HttpStatusCode.OK).ShouldAllBe(a => a.Code == "request.conflict" || a.Code == "request.stale");
    }

    [Fact]
    public async Task Lists_are_filtered_by_record_type_member_and_words()
    {
        var (contact, colleague) = (await ContactAsync(), await own.Company.JoinAsync("member"));
        var call = (await LogAsync(contact, "2026-05-01T10:00:00Z", "call", colleague.AccountId)).Id;
        var meeting = (await LogAsync(contact, "2026-06-01T10:00:00Z", "meeting")).Id;
        (await IdsAsync(Boss, $"record=contact:{contact}")).ShouldBe([meeting, call]);
        (await IdsAsync(Boss, $"record=contact:{contact}&type=call")).ShouldBe([call]);
        (await IdsAsync(colleague, "member=me")).ShouldBe([call]);
        (await IdsAsync(Boss, $"record=contact:{contact}&q=ABOUT+MEETING")).ShouldBe([meeting]);
        var query = new { filter = new { and = new object[] { new { field = "records", op = "anyOf", value = new[] { $"contact:{contact}" } }, new { field = "durationSeconds", op = "gte", value = 60 }, new { field = "type", op = "eq", value = "call" } } } };
        (await Boss.PostAsync("/api/v1/activities/query", query)).ShouldBe(HttpStatusCode.OK).Data.Select(a => (Guid)a["id"]!).ShouldBe([call]);
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused()
    {
        var records = new[] { new { type = "contact", id = await ContactAsync() } };
        var stranger = (await host.SignUpAsync()).Owner.AccountId;
        (await Boss.PostAsync("/api/v1/activities", new { type = "call", startedAt = "2026-05-01T10:00:00Z", records, subject = "x", members = new[] { stranger } })).ShouldFail(422, "access.ownerUnknown", "/members/0");
        (await Boss.PostAsync("/api/v1/activities", new { type = "call", startedAt = "2026-05-01T10:00:00Z", records, subject = "x", durationSeconds = -1 })).ShouldFail(422, "validation.failed", "/durationSeconds");
        (await Boss.PostAsync("/api/v1/activities", new { type = "call", startedAt = "0001-01-01T00:00:00Z", records, subject = "x" })).ShouldFail(422, "validation.failed", "/startedAt");
        (await Boss.PostAsync("/api/v1/activities", new { type = "call", startedAt = "2026-05-01T10:00:00Z", records = Array.Empty<object>(), subject = "x" })).ShouldFail(422, "validation.failed", "/records");
        (await Boss.PostAsync("/api/v1/activities", new { type = "call", startedAt = "2026-05-01T10:00:00Z", records = new[] { new { type = "contact", id = stranger } }, subject = "x" })).ShouldFail(422, "access.recordUnknown", "/records/0");
    }

    [Fact]
    public async Task Another_company_sees_nothing_and_roles_what_is_theirs()
    {
        var contact = await ContactAsync();
        var call = await LogAsync(contact, "2026-05-01T10:00:00Z", "call");
        var other = (await host.SignUpAsync()).Owner;
        (await other.GetAsync(call.Location!)).ShouldFail(404, "request.notFound");
        (await other.DeleteAsync(call.Location!)).ShouldFail(404, "request.notFound");
        (await other.GetAsync("/api/v1/activities")).Data.ShouldBeEmpty();
        var clerk = await RoleAsync([new { permission = "activities.read", scope = "own" }, new { permission = "contacts.read", scope = "all" }]);
        (await clerk.GetAsync(call.Location!)).ShouldFail(404, "request.notFound");
        (await KindsAsync(clerk, contact)).ShouldBeEmpty();
        var blind = await RoleAsync([new { permission = "activities.read", scope = "all" }, new { permission = "contacts.read", scope = "all" }], new { @object = "activity", field = "subject", access = "hidden" });
        (await blind.GetAsync($"/api/v1/contacts/{contact}/timeline")).Body.ToJsonString().ShouldNotContain("About call");
        (await IdsAsync(blind, "q=about")).ShouldBeEmpty();
        (await IdsAsync(blind, "q=words")).ShouldContain(call.Id);
    }

    private async Task<Guid> ContactAsync() => (await Boss.PostAsync("/api/v1/contacts", new { lastName = "Ada" })).ShouldBe(HttpStatusCode.Created).Id;

    private async Task<Answer> LogAsync(Guid contact, string startedAt, string type, params Guid[] members) => (await Boss.PostAsync("/api/v1/activities",
        new { type, direction = "outbound", startedAt, durationSeconds = 90, records = new[] { new { type = "contact", id = contact } }, members, subject = $"About {type}", body = "Words" })).ShouldBe(HttpStatusCode.Created);

    private static async Task<IEnumerable<Guid>> IdsAsync(Person person, string query) => (await person.GetAsync($"/api/v1/activities?{query}")).ShouldBe(HttpStatusCode.OK).Data.Select(a => (Guid)a["id"]!);

    private static async Task<IEnumerable<string?>> KindsAsync(Person person, Guid contact) =>
        (await person.GetAsync($"/api/v1/contacts/{contact}/timeline?type=activity")).ShouldBe(HttpStatusCode.OK).Data.Select(e => (string?)e["kind"]);

    private async Task<Person> RoleAsync(object[] permissions, params object[] fields) => await own.Company.JoinAsync(
        (await Boss.PostAsync("/api/v1/roles", new { name = $"r{Guid.CreateVersion7():n}", permissions, fields })).ShouldBe(HttpStatusCode.Created).Id.ToString());
}
