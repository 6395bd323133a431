using System.Net;
using Crm.Activities.Tasks;
using Crm.Tests.Support;
using Dapper;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Crm.Tests.Activities;

public sealed class TaskTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    private Person Boss => own.Company.Owner;

    [Fact]
    public async Task A_task_is_created_changed_done_thrown_away_and_taken_back()
    {
        var contact = await NewAsync("contacts", new { lastName = "Ada" });
        var made = await CreateAsync(new { title = "Call Ada", dueOn = "2027-03-01", priority = "high", records = new[] { new { type = "contact", id = contact } } });
        (made.Text("status"), made.Text("ownerId"), made.Text("dueOn")).ShouldBe(("open", Boss.AccountId.ToString(), "2027-03-01"));
        var done = (await Boss.PatchAsync(made.Location!, new { status = "done" }, made.ETag)).ShouldBe(HttpStatusCode.OK);
        done.Text("completedBy").ShouldBe($"account:{Boss.AccountId}");
        (await KindsAsync(contact)).ShouldBe(["task.completed", "task.created"]);
        (await Boss.PatchAsync(made.Location!, new { status = "inProgress" })).Json!["completedAt"].ShouldBeNull();
        (await KindsAsync(contact)).ShouldBe(["task.created"]);
        (await Boss.PatchAsync(made.Location!, new { title = "Late" }, made.ETag)).ShouldFail(412, "request.stale");
        (await Boss.DeleteAsync(made.Location!)).ShouldBe(HttpStatusCode.NoContent);
        (await KindsAsync(contact)).ShouldBeEmpty();
        (await Boss.GetAsync(made.Location!)).ShouldFail(404, "request.notFound");
        (await Boss.PostAsync($"{made.Location}/restoration")).ShouldBe(HttpStatusCode.OK).Text("priority").ShouldBe("high");
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused()
    {
        (await Boss.PostAsync("/api/v1/tasks", new { title = "" })).ShouldFail(422, "validation.failed", "/title");
        (await Boss.PostAsync("/api/v1/tasks", new { title = "x", dueOn = "2027-01-01", dueAt = "2027-01-01T09:00:00Z" })).ShouldFail(422, "validation.failed", "/dueAt");
        (await Boss.PostAsync("/api/v1/tasks", new { title = "x", dueOn = "9999-12-31" })).ShouldFail(422, "validation.failed", "/dueOn");
        (await Boss.PostAsync("/api/v1/tasks", new { title = "x", recurrence = "FREQ=DAILY" })).ShouldFail(422, "validation.failed", "/recurrence");
        (await Boss.PostAsync("/api/v1/tasks", new { title = "x", dueOn = "2027-01-01", recurrence = "FREQ=NEVER" })).ShouldFail(422, "validation.failed", "/recurrence");
        (await Boss.PostAsync("/api/v1/tasks", new { title = "x", reminders = Enumerable.Range(1, 6).Select(d => $"2027-01-0{d}T00:00:00Z") })).ShouldFail(422, "validation.failed", "/reminders");
        (await Boss.PostAsync("/api/v1/tasks", new { title = "x", queueId = Guid.CreateVersion7() })).ShouldFail(422, "task.queueUnknown", "/queueId");
        (await Boss.PostAsync("/api/v1/tasks", new { title = "x", ownerId = Guid.CreateVersion7() })).ShouldFail(422, "access.ownerUnknown", "/ownerId");
    }

    [Fact]
    public async Task Lists_are_filtered_by_owner_status_due_window_record_and_words()
    {
        var contact = await NewAsync("contacts", new { lastName = "Ada" });
        var records = new[] { new { type = "contact", id = contact } };
        var early = (await CreateAsync(new { title = "Early bird", dueAt = "2027-05-01T09:00:00+02:00", records })).Id;
        var late = (await CreateAsync(new { title = "Late", description = "Worm", dueOn = "2027-05-02", status = "inProgress", records })).Id;
        var never = (await CreateAsync(new { title = "Never", records })).Id;
        (await IdsAsync($"record=contact:{contact}&sort=due")).ShouldBe([early, late, never]);
        (await IdsAsync($"record=contact:{contact}&status=inProgress")).ShouldBe([late]);
        (await IdsAsync($"record=contact:{contact}&dueFrom=2027-05-01T07:00:00Z&dueBefore=2027-05-02T00:00:00Z")).ShouldBe([early]);
        (await IdsAsync($"record=contact:{contact}&dueBefore=2027-05-01T07:00:00Z")).ShouldBeEmpty();
        (await IdsAsync($"record=contact:{contact}&q=WORM")).ShouldBe([late]);
        (await IdsAsync($"record=contact:{contact}&ownerId={Guid.CreateVersion7()}")).ShouldBeEmpty();
        var query = new { filter = new { and = new object[] { new { field = "dueOn", op = "eq", value = "2027-05-02" }, new { field = "status", op = "in", value = new[] { "inProgress" } } } } };
        (await Boss.PostAsync("/api/v1/tasks/query", query)).ShouldBe(HttpStatusCode.OK).Data.Select(t => (Guid)t["id"]!).ShouldBe([late]);
    }

    [Fact]
    public async Task What_is_done_recurs_in_the_companys_time_zone()
    {
        (await Boss.PatchAsync("/api/v1/organization", new { timeZone = "Europe/Berlin" })).ShouldBe(HttpStatusCode.OK);
        var first = await CreateAsync(new { title = "Weekly", dueAt = "2027-03-26T08:00:00Z", recurrence = "FREQ=WEEKLY;COUNT=3", reminders = new[] { "2027-03-26T07:00:00Z" } });
        var second = await DoneAsync(first);
        (second.Text("dueAt"), second.Shows("reminders")).ShouldBe(("2027-04-02T07:00:00Z", "[\"2027-04-02T06:00:00Z\"]")); // nine o'clock still
        second.Text("seriesId").ShouldBe(first.Id.ToString());
        await Boss.PatchAsync(first.Location!, new { status = "open" });
        (await Boss.PatchAsync(first.Location!, new { status = "done" })).Text("nextId").ShouldBe(second.Id.ToString());
        var third = await DoneAsync(second);
        (third.Text("dueAt"), (int)third.Body["occurrence"]!).ShouldBe(("2027-04-09T07:00:00Z", 3));
        (await Boss.PatchAsync($"/api/v1/tasks/{third.Id}", new { status = "done" })).Json!["nextId"].ShouldBeNull();
        var day = await CreateAsync(new { title = "Monthly", dueOn = "2027-01-31", recurrence = "FREQ=MONTHLY;UNTIL=20270331" });
        var march = await DoneAsync(day);
        march.Text("dueOn").ShouldBe("2027-03-31");
        (await Boss.PatchAsync($"/api/v1/tasks/{march.Id}", new { status = "done" })).Json!["nextId"].ShouldBeNull();
    }

    [Fact]
    public async Task However_many_complete_it_at_once_there_is_one_next()
    {
        var task = await CreateAsync(new { title = $"Race{Guid.CreateVersion7():n}", dueOn = "2027-01-01", recurrence = "FREQ=DAILY" });
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Boss.PatchAsync(task.Location!, new { status = "done" })));
        answers.ShouldAllBe(a => a.Status == HttpStatusCode.OK || a.Status == HttpStatusCode.Conflict);
        answers.ShouldContain(a => a.Status == HttpStatusCode.OK);
        (await IdsAsync($"q={task.Text("title")}")).Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_queue_gives_each_task_to_one_of_its_members()
    {
        var people = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => own.Company.JoinAsync("member")));
        var queue = (await Boss.PostAsync("/api/v1/task-queues", new { name = "Support", members = people.Select(p => p.AccountId) })).ShouldBe(HttpStatusCode.Created);
        var tasks = new List<Answer>();
        for (var i = 0; i < 3; i++) tasks.Add(await CreateAsync(new { title = $"Ticket {i}", queueId = queue.Id }));
        tasks.ShouldAllBe(t => t.Json!["ownerId"] == null);

        foreach (var task in tasks)
        {
            var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => people[i % 4].PostAsync($"{task.Location}/claims")));
            var winner = claims.Single(c => c.Status == HttpStatusCode.OK);
            claims.Where(c => c != winner).ShouldAllBe(c => c.Status == HttpStatusCode.Conflict && (c.Code == "task.taken" || c.Code == "request.conflict"));
            (await Boss.GetAsync(task.Location!)).Text("ownerId").ShouldBe(winner.Text("ownerId"));
        }
        (await people[0].PostAsync($"{tasks[0].Location}/claims")).ShouldFail(409, "task.taken");
        (await Boss.PostAsync($"{(await CreateAsync(new { title = "Mine", queueId = queue.Id })).Location}/claims")).ShouldFail(403, "task.notInQueue");
        (await Boss.PostAsync($"{(await CreateAsync(new { title = "No queue" })).Location}/claims")).ShouldFail(409, "task.taken");
    }

    [Fact]
    public async Task Queues_are_kept_by_those_who_may()
    {
        var queue = (await Boss.PostAsync("/api/v1/task-queues", new { name = "Night", members = new[] { Boss.AccountId } })).ShouldBe(HttpStatusCode.Created);
        (await Boss.PatchAsync(queue.Location!, new { members = new[] { Guid.CreateVersion7() } })).ShouldFail(422, "access.ownerUnknown", "/members/0");
        (await Boss.PatchAsync(queue.Location!, new { name = "Day" }, queue.ETag)).ShouldBe(HttpStatusCode.OK).Text("name").ShouldBe("Day");
        (await (await own.Company.JoinAsync("member")).DeleteAsync(queue.Location!)).ShouldFail(403, "auth.forbidden");
        (await Boss.GetAsync("/api/v1/task-queues")).Data.Select(q => (Guid)q["id"]!).ShouldContain(queue.Id);
        var task = await CreateAsync(new { title = "Waits", queueId = queue.Id });
        (await Boss.DeleteAsync(queue.Location!)).ShouldBe(HttpStatusCode.NoContent);
        (await Boss.PostAsync($"{task.Location}/claims")).ShouldFail(409, "task.taken");
        (await Boss.PatchAsync(task.Location!, new { title = "Stays" })).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_reminder_waits_for_its_moment_and_asks_again_whether_it_is_wanted()
    {
        var at = DateTimeOffset.UtcNow.AddDays(2);
        var task = await CreateAsync(new { title = "Remember", reminders = new[] { at } });
        await using (var tenant = await host.AdministratorAsync(own.Company.Database))
            (await tenant.ExecuteScalarAsync<int>("select count(*) from wolverine.wolverine_incoming_envelopes where status = 'Scheduled' and message_type like '%TaskReminder%'")).ShouldBeGreaterThan(0);

        (await RemindAsync(new(task.Id, at))).ShouldBe((true, Boss.AccountId));
        (await RemindAsync(new(task.Id, at.AddHours(1)))).Due.ShouldBeFalse();
        await Boss.PatchAsync(task.Location!, new { reminders = new[] { at.AddHours(1) } });
        (await RemindAsync(new(task.Id, at))).Due.ShouldBeFalse();
        await Boss.PatchAsync(task.Location!, new { status = "done" });
        (await RemindAsync(new(task.Id, at.AddHours(1)))).Due.ShouldBeFalse();
        (await RemindAsync(new(Guid.CreateVersion7(), at))).Due.ShouldBeFalse();
    }

    [Fact]
    public async Task Another_company_sees_nothing_and_a_role_its_own()
    {
        var task = await CreateAsync(new { title = "Hello" });
        var other = (await host.SignUpAsync()).Owner;
        (await other.GetAsync(task.Location!)).ShouldFail(404, "request.notFound");
        (await other.PostAsync($"{task.Location}/claims")).ShouldFail(404, "request.notFound");
        (await other.GetAsync("/api/v1/tasks")).Data.ShouldBeEmpty();
        var role = (await Boss.PostAsync("/api/v1/roles", new { name = "own tasks", permissions = new[] { new { permission = "tasks.read", scope = "own" }, new { permission = "tasks.write", scope = "own" } }, fields = Array.Empty<object>() })).ShouldBe(HttpStatusCode.Created);
        var clerk = await own.Company.JoinAsync(role.Id.ToString());
        (await clerk.GetAsync(task.Location!)).ShouldFail(404, "request.notFound");
        (await clerk.PatchAsync(task.Location!, new { ownerId = clerk.AccountId })).ShouldFail(404, "request.notFound");
        (await clerk.GetAsync("/api/v1/tasks")).Data.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_role_that_may_not_set_a_field_leaves_it_out()
    {
        object[] permissions = [new { permission = "tasks.read", scope = "all" }, new { permission = "tasks.write", scope = "all" }];
        var role = (await Boss.PostAsync("/api/v1/roles", new { name = "no priorities", permissions, fields = new[] { new { @object = "task", field = "priority", access = "read" }, new { @object = "task", field = "description", access = "hidden" } } })).ShouldBe(HttpStatusCode.Created);
        var clerk = await own.Company.JoinAsync(role.Id.ToString());
        (await clerk.PostAsync("/api/v1/tasks", new { title = "x", priority = "high" })).ShouldFail(403, "access.fieldReadOnly", "/priority");
        var task = (await clerk.PostAsync("/api/v1/tasks", new { title = "Plain" })).ShouldBe(HttpStatusCode.Created);
        (await clerk.PatchAsync(task.Location!, new { priority = "urgent" })).ShouldFail(403, "access.fieldReadOnly", "/priority");
        (await Boss.PatchAsync(task.Location!, new { description = "Whispered", priority = "urgent" })).ShouldBe(HttpStatusCode.OK);
        (await clerk.GetAsync(task.Location!)).Body.ToJsonString().ShouldNotContain("Whispered");
        (await clerk.GetAsync("/api/v1/tasks?q=whispered")).Data.ShouldBeEmpty();
        (await clerk.GetAsync("/api/v1/tasks?q=plain")).Data.Select(t => (Guid)t["id"]!).ShouldContain(task.Id);
    }

    private async Task<(bool Due, Guid? Owner)> RemindAsync(TaskReminder reminder)
    {
        await using var session = host.Services.GetRequiredService<IDocumentStore>().LightweightSession(own.Company.Id.ToString("n"));
        var first = await TaskReminderHandler.Handle(reminder, session, default);
        (await TaskReminderHandler.Handle(reminder, session, default)).ShouldBe(first); // told twice it is one event
        return (first is not null, first?.OwnerId);
    }

    private async Task<Answer> DoneAsync(Answer task)
    {
        var done = (await Boss.PatchAsync($"/api/v1/tasks/{task.Id}", new { status = "done" })).ShouldBe(HttpStatusCode.OK);
        return (await Boss.GetAsync($"/api/v1/tasks/{done.Text("nextId")}")).ShouldBe(HttpStatusCode.OK);
    }

    private async Task<Answer> CreateAsync(object task) => (await Boss.PostAsync("/api/v1/tasks", task)).ShouldBe(HttpStatusCode.Created);

    private async Task<Guid> NewAsync(string kind, object body) => (await Boss.PostAsync($"/api/v1/{kind}", body)).ShouldBe(HttpStatusCode.Created).Id;

    private async Task<IEnumerable<Guid>> IdsAsync(string query) => (await Boss.GetAsync($"/api/v1/tasks?{query}")).ShouldBe(HttpStatusCode.OK).Data.Select(t => (Guid)t["id"]!);

    private async Task<IEnumerable<string?>> KindsAsync(Guid contact) => (await Boss.GetAsync($"/api/v1/contacts/{contact}/timeline?type=task")).Data.Select(e => (string?)e["kind"]);
}
