using System.Net;
using Crm.Tests.Kernel.Exports;
using Crm.Tests.Kernel.Importing;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;
using static Crm.Tests.Kernel.Segments.Segmented;

namespace Crm.Tests.Kernel.Segments;

/// <summary>Sets of records that a filter keeps.</summary>
public sealed class SegmentTests(CrmHost host)
{
    [Fact]
    public async Task A_segment_has_its_members_and_tells_who_comes_and_goes()
    {
        var owner = (await host.SignUpAsync()).Owner;
        var ada = await owner.ContactAsync("Ada", "qualified");
        var bea = await owner.ContactAsync("Bea");
        var made = (await owner.PostAsync(Place, new { @object = "contact", name = " Hot ", description = "Call them.", filter = Is("stage", "qualified") })).ShouldBe(HttpStatusCode.Created);
        (made.Text("name"), made.Text("object"), made.Text("status"), (bool)made.Body["usable"]!, made.ETag).ShouldBe(("Hot", "contact", "computing", true, "\"1\""));
        await owner.ReadyAsync(made.Id, 1);
        (await owner.MembersAsync(made.Id)).ShouldBe([ada]);
        (await owner.EventsAsync(made.Id)).ShouldBeEmpty();

        (await owner.PatchAsync($"/api/v1/contacts/{bea}", new { stage = "qualified" })).ShouldBe(HttpStatusCode.OK);
        (await owner.PatchAsync($"/api/v1/contacts/{ada}", new { stage = "lead" })).ShouldBe(HttpStatusCode.OK);
        await owner.HeardAsync(made.Id, $"entered {bea} record", $"left {ada} record");
        (await owner.PatchAsync($"/api/v1/contacts/{bea}", new { jobTitle = "Boss" })).ShouldBe(HttpStatusCode.OK);
        (await owner.DeleteAsync($"/api/v1/contacts/{bea}")).ShouldBe(HttpStatusCode.NoContent);
        await owner.HeardAsync(made.Id, $"entered {bea} record", $"left {ada} record", $"left {bea} record");
        (await owner.PostAsync($"/api/v1/contacts/{bea}/restoration")).ShouldBe(HttpStatusCode.OK);
        await owner.HeardAsync(made.Id, $"entered {bea} record", $"left {ada} record", $"left {bea} record", $"entered {bea} record");
        (await owner.MembersAsync(made.Id)).ShouldBe([bea]);

        var first = await owner.GetAsync($"{Place}/{made.Id}/events?limit=3");
        first.Data.Select(e => (string)e["kind"]!).ShouldBe(["entered", "left", "left"], ignoreOrder: true);
        (await owner.GetAsync($"{Place}/{made.Id}/events?limit=3&cursor={first.Next}")).Data.Count.ShouldBe(1);
        (await owner.GetAsync($"{Place}/{made.Id}/events?recordId={ada}&kind=left")).Data.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Lists_queries_figures_exports_and_bulk_actions_choose_by_a_segment()
    {
        var owner = (await host.SignUpAsync()).Owner;
        foreach (var name in new[] { "Ada", "Bea", "Cleo" }) await owner.ContactAsync(name, "qualified");
        await owner.ContactAsync("Dora");
        var segment = await owner.SegmentAsync(Is("stage", "qualified"), 3);
        object inIt = Is("segmentId", segment), notInIt = new { field = "segmentId", op = "noneOf", value = new[] { segment } };

        var first = await owner.GetAsync($"/api/v1/contacts?segmentId={segment}&sort=firstName&limit=2");
        Names(first).ShouldBe(["Ada", "Bea"]);
        Names(await owner.GetAsync($"/api/v1/contacts?segmentId={segment}&sort=firstName&limit=2&cursor={first.Next}")).ShouldBe(["Cleo"]);
        Names(await owner.PostAsync("/api/v1/contacts/query", new { filter = notInIt })).ShouldBe(["Dora"]);
        (await owner.PostAsync("/api/v1/contacts/aggregations", new { filter = inIt })).ShouldBe(HttpStatusCode.OK).Data.Single()["values"]!["count"]!.GetValue<int>().ShouldBe(3);
        (await owner.PostAsync("/api/v1/contacts/aggregations", new { groupBy = new[] { new { field = "segmentId" } } })).Status.ShouldNotBe(HttpStatusCode.OK);
        var export = (await owner.PostAsync("/api/v1/exports", new { @object = "contact", format = "ndjson", filter = inIt })).ShouldBe(HttpStatusCode.Accepted);
        (await Exported.EndAsync(owner, export.Id)).Text("status").ShouldBe("succeeded");
        (await owner.Http.GetStringAsync($"{export.Location}/result")).Trim().Split('\n').Length.ShouldBe(3);

        var bulk = (await owner.PostAsync("/api/v1/bulk-actions", new { @object = "contact", filter = inIt, action = "update", changes = new { stage = "lost" } })).ShouldBe(HttpStatusCode.Accepted);
        (await Exported.EndAsync(owner, bulk.Id)).Text("status").ShouldBe("succeeded");
        await owner.ReadyAsync(segment, 0);
        (await owner.EventsAsync(segment)).Count(e => e.StartsWith("left ", StringComparison.Ordinal)).ShouldBe(3);
        await Imported.RunAsync(owner, "First name,Last name,Stage\nEva,Import,qualified\nFay,Import,lead\n", new { mapping = new[] { "firstName", "lastName", "stage" } });
        await owner.ReadyAsync(segment, 1);
        Names(await owner.GetAsync($"/api/v1/contacts?segmentId={segment}")).ShouldBe(["Eva"]);
        await Exported.EndAsync(owner, (await owner.PostAsync($"/api/v1/jobs/{bulk.Id}/undo")).ShouldBe(HttpStatusCode.Accepted).Id);
        await owner.ReadyAsync(segment, 4);
    }

    [Fact]
    public async Task A_changed_filter_is_evaluated_anew_and_a_deleted_segment_leaves_nothing()
    {
        var company = await host.SignUpAsync();
        var owner = company.Owner;
        var (ada, bea) = (await owner.ContactAsync("Ada", "qualified"), await owner.ContactAsync("Bea"));
        var segment = await owner.SegmentAsync(Is("stage", "qualified"), 1, name: "Hot");
        var read = await owner.GetAsync($"{Place}/{segment}");
        (await owner.PatchAsync($"{Place}/{segment}", new { name = "Cold" }, "\"7\"")).ShouldFail(412, "request.stale");
        (await owner.PatchAsync($"{Place}/{segment}", new { filter = new { value = "lead" } }, read.ETag)).ShouldBe(HttpStatusCode.OK).Text("status").ShouldBe("computing");
        await owner.HeardAsync(segment, $"entered {bea} filter", $"left {ada} filter");
        await owner.ReadyAsync(segment, 1);
        (await owner.GetAsync($"{Place}?object=contact")).Data.Select(s => ((string)s["name"]!, (string)s["status"]!)).ShouldBe([("Hot", "ready")]);
        (await owner.GetAsync($"{Place}?object=company")).Data.ShouldBeEmpty();

        (await owner.DeleteAsync($"{Place}/{segment}")).ShouldBe(HttpStatusCode.NoContent);
        (await owner.GetAsync($"{Place}/{segment}")).ShouldFail(404, "request.notFound");
        (await owner.GetAsync($"/api/v1/contacts?segmentId={segment}")).ShouldFail(422, "filter.invalid", "?segmentId");
        await using var tenant = await host.AdministratorAsync(company.Database);
        await Eventually.EqualsAsync(0L, () => tenant.ExecuteScalarAsync<long>("select (select count(*) from kernel.segment_members) + (select count(*) from kernel.segment_events) + (select count(*) from kernel.mt_doc_segmentstate)"), TimeSpan.FromSeconds(30), "rows left");
        (await owner.SegmentAsync(Is("stage", "lead"), 1, name: "HOT")).ShouldNotBe(segment);
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused()
    {
        var (owner, other) = ((await host.SignUpAsync()).Owner, (await host.SignUpAsync()).Owner);
        var segment = await owner.SegmentAsync(Is("stage", "lead"), 0, name: "Leads");
        Task<Answer> MakeAsync(object filter, string kind = "contact", string name = "x") => owner.PostAsync(Place, new { @object = kind, name, filter });
        (await MakeAsync(Is("stage", "lead"), name: "LEADS")).ShouldFail(409, "segment.nameTaken");
        var second = (await MakeAsync(Is("stage", "lead"), name: "Second")).ShouldBe(HttpStatusCode.Created);
        (await owner.PatchAsync(second.Location!, new { name = "leads" })).ShouldFail(409, "segment.nameTaken");
        (await MakeAsync(Is("stage", "lead"), "ghost")).ShouldFail(422, "validation.failed", "/object");
        (await MakeAsync(Is("nothing", "lead"))).ShouldFail(422, "filter.invalid", "/filter/field");
        (await owner.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "now", type = "formula", label = "Now", formula = "today()" })).ShouldBe(HttpStatusCode.Created);
        (await MakeAsync(new { field = "custom.now", op = "notNull" })).ShouldFail(422, "filter.invalid", "/filter/field");
        (await MakeAsync(Is("segmentId", segment))).ShouldFail(422, "filter.invalid", "/filter/field");
        (await MakeAsync(Is("ownerId", "me"))).ShouldFail(422, "filter.invalid", "/filter/value");
        (await MakeAsync(new { field = "company", op = "exists", value = new { field = "contacts", op = "exists" } })).ShouldFail(422, "filter.invalid", "/filter/value/field");
        (await owner.PatchAsync($"{Place}/{segment}", new { @object = "company" })).ShouldFail(422, "validation.failed", "/object");
        (await owner.PostAsync("/api/v1/contacts/query", new { filter = Is("segmentId", Guid.CreateVersion7()) })).ShouldFail(422, "filter.invalid", "/filter/value");
        (await owner.GetAsync($"/api/v1/companies?segmentId={segment}")).ShouldFail(422, "filter.invalid", "?segmentId");
        (await owner.PostAsync("/api/v1/companies/query", new { filter = Is("contacts.segmentId", segment) })).ShouldBe(HttpStatusCode.OK);

        foreach (var path in new[] { $"{Place}/{segment}", $"{Place}/{segment}/events" }) (await other.GetAsync(path)).ShouldFail(404, "request.notFound");
        (await other.PatchAsync($"{Place}/{segment}", new { name = "x" })).ShouldFail(404, "request.notFound");
        (await other.DeleteAsync($"{Place}/{segment}")).ShouldFail(404, "request.notFound");
        (await other.GetAsync($"/api/v1/contacts?segmentId={segment}")).ShouldFail(422, "filter.invalid");
    }

    private static IEnumerable<string> Names(Answer page) => page.ShouldBe(HttpStatusCode.OK).Data.Select(c => (string)c["firstName"]!);
}
