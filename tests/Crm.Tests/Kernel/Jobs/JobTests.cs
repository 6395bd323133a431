using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Crm.Kernel.Jobs;
using Crm.Tests.Kernel.Exports;
using Crm.Tests.Support;
using Dapper;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Wolverine;
using Xunit;

namespace Crm.Tests.Kernel.Jobs;

public sealed class JobTests(OwnCompany own) : IClassFixture<OwnCompany>
{
    private static readonly object Asked = new { @object = "contact", format = "csv" };

    private Company Company => own.Company;
    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task A_job_is_seen_by_its_starter_and_by_admins_and_its_result_by_its_starter_only()
    {
        var (manager, member, admin) = (await Company.JoinAsync("manager"), await Company.JoinAsync("member"), await Company.JoinAsync("admin"));
        var job = (await Exported.OfAsync(manager, Asked)).Job;
        foreach (var path in (string[])["", "/events", "/result"])
        {
            using var refused = await member.Http.GetAsync($"/api/v1/jobs/{job.Id}{path}");
            refused.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        }
        (await member.PostAsync($"/api/v1/jobs/{job.Id}/cancellation")).ShouldFail(404, "request.notFound");
        (await admin.GetAsync($"/api/v1/jobs/{job.Id}")).ShouldBe(HttpStatusCode.OK);
        (await admin.GetAsync($"/api/v1/jobs/{job.Id}/result")).ShouldFail(404, "request.notFound");

        (await manager.GetAsync("/api/v1/jobs")).Data.Select(j => (Guid)j["id"]!).ShouldBe([job.Id]);
        (await admin.GetAsync("/api/v1/jobs")).Data.ShouldBeEmpty();
        (await admin.GetAsync("/api/v1/jobs?all=true")).Data.Select(j => (Guid)j["id"]!).ShouldContain(job.Id);
        (await manager.GetAsync("/api/v1/jobs?all=true")).ShouldFail(403, "auth.forbidden");
    }

    [Fact]
    public async Task A_key_starts_a_job_once()
    {
        var (key, manager) = (Guid.CreateVersion7().ToString(), await Company.JoinAsync("manager"));
        var first = (await manager.CallAsync(HttpMethod.Post, "/api/v1/exports", Asked, key: key)).ShouldBe(HttpStatusCode.Accepted);
        var again = (await manager.CallAsync(HttpMethod.Post, "/api/v1/exports", Asked, key: key)).ShouldBe(HttpStatusCode.Accepted);
        (again.Id, again.Replayed).ShouldBe((first.Id, true));
        (await manager.GetAsync("/api/v1/jobs")).Data.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_job_that_waits_has_no_result_can_be_cancelled_and_then_not_again()
    {
        var job = await BetweenStepsAsync();
        (await Owner.GetAsync($"/api/v1/jobs/{job}/result")).ShouldFail(409, "job.unfinished");
        var cancelled = (await Owner.PostAsync($"/api/v1/jobs/{job}/cancellation")).ShouldBe(HttpStatusCode.Accepted);
        ((bool)cancelled.Body["cancelRequested"]!).ShouldBeTrue();
        await PublishAsync(new RunJob(job, 0));
        (await Exported.EndAsync(Owner, job)).Text("status").ShouldBe("cancelled");
        (await Owner.PostAsync($"/api/v1/jobs/{job}/cancellation")).ShouldFail(409, "job.finished");
        (await Owner.GetAsync($"/api/v1/jobs/{job}/result")).ShouldFail(409, "job.unfinished");
    }

    [Fact]
    public async Task A_step_that_is_asked_for_twice_is_done_once()
    {
        var company = await Company.Host.SignUpAsync();
        (await company.Owner.PostAsync("/api/v1/contacts", new { lastName = "Many" })).ShouldBe(HttpStatusCode.Created);
        await ManyContacts.AddAsync(company.Host, company.Database, 12_345);
        var job = (await company.Owner.PostAsync("/api/v1/exports", Asked)).ShouldBe(HttpStatusCode.Accepted).Id;
        for (var step = 0; step < 3; step++)
            for (var twice = 0; twice < 3; twice++) await PublishAsync(new RunJob(job, step), company);
        (await Exported.EndAsync(company.Owner, job)).Text("status").ShouldBe("succeeded");
        ExportTests.Csv(await company.Owner.Http.GetByteArrayAsync($"/api/v1/jobs/{job}/result", TestContext.Current.CancellationToken)).Select(r => r["id"]).Order().ShouldBe(ManyContacts.Ids(12_345));
        await using var tenant = await company.Host.AdministratorAsync(company.Database);
        (await tenant.DeadAsync()).ShouldBe(0);
        await Eventually.EqualsAsync(0, () => tenant.ExecuteScalarAsync<int>("select count(*) from kernel.mt_doc_jobprogress"), TimeSpan.FromSeconds(20), "progress left behind");
    }

    [Fact]
    public async Task Events_end_with_the_last_state()
    {
        var job = (await Owner.PostAsync("/api/v1/exports", Asked)).ShouldBe(HttpStatusCode.Accepted).Id;
        await using var stream = await Owner.Http.GetStreamAsync($"/api/v1/jobs/{job}/events", TestContext.Current.CancellationToken);
        List<JsonNode> states = [];
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(TestContext.Current.CancellationToken)) states.Add(JsonNode.Parse(item.Data)!);
        states.ShouldAllBe(state => (Guid)state["id"]! == job);
        ((string?)states[^1]["status"]).ShouldBe("succeeded");
        states[^1]["result"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_job_ends_when_its_starter_has_left_or_may_no_longer()
    {
        foreach (var (change, code) in ((Func<Person, Task<Answer>>, string)[])[
            (p => Owner.DeleteAsync($"/api/v1/members/{p.AccountId}", "*"), "job.starterLeft"),
            (p => Owner.PatchAsync($"/api/v1/members/{p.AccountId}", new { role = "member" }, "*"), "job.notPermitted")])
        {
            var manager = await Company.JoinAsync("manager");
            var job = await BetweenStepsAsync(manager.AccountId);
            ((int)(await change(manager)).Status).ShouldBeLessThan(300);
            await Task.Delay(1000, TestContext.Current.CancellationToken); // nodes hear of it by a notice
            await PublishAsync(new RunJob(job, 0));
            await Eventually.EqualsAsync("failed", async () => (await Owner.GetAsync($"/api/v1/jobs/{job}")).Text("status"), TimeSpan.FromSeconds(20), "status");
            ((string?)(await Owner.GetAsync($"/api/v1/jobs/{job}")).Body["problem"]!["code"]).ShouldBe(code);
        }
    }

    [Fact]
    public async Task A_result_is_gone_when_its_time_is_over()
    {
        var job = (await Exported.OfAsync(Owner, Asked)).Job.Id;
        await using var tenant = await Company.Host.AdministratorAsync(Company.Database);
        var due = await tenant.ExecuteScalarAsync<DateTime>("select max(execution_time) from wolverine.wolverine_incoming_envelopes where status = 'Scheduled' and message_type like '%ExpireJobResult%'");
        (due - DateTime.UtcNow).ShouldBeInRange(TimeSpan.FromDays(6.9), TimeSpan.FromDays(7));
        await PublishAsync(new ExpireJobResult(job));
        await Eventually.EqualsAsync(410, async () => (int)(await Owner.Http.GetAsync($"/api/v1/jobs/{job}/result")).StatusCode, TimeSpan.FromSeconds(20), "status");
        (await Owner.GetAsync($"/api/v1/jobs/{job}/result")).ShouldFail(410, "job.resultGone");
    }

    /// <summary>A job that nothing moves on.</summary>
    private async Task<Guid> BetweenStepsAsync(Guid? account = null)
    {
        await using var session = Company.Host.Services.GetRequiredService<IDocumentStore>().LightweightSession(Company.Id.ToString("n"));
        var job = new Job { Kind = "export", AccountId = account ?? Owner.AccountId, Settings = """{"object":"contact","format":"csv"}""" };
        foreach (var permission in (string[])["records.export", "contacts.read"]) job.Permissions[permission] = Crm.Kernel.Access.RecordScope.All;
        job.Touch("test", DateTimeOffset.UtcNow);
        session.Insert(job);
        session.Insert(new JobProgress { Id = job.Id });
        await session.SaveChangesAsync();
        return job.Id;
    }

    private async Task PublishAsync<T>(T message, Company? company = null)
    {
        await using var scope = Company.Host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMessageBus>().PublishAsync(message, new DeliveryOptions { TenantId = (company ?? Company).Id.ToString("n") });
    }
}
