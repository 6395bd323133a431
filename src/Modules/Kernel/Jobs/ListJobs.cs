using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Jobs;

/// <summary>Asks for a page of jobs.</summary>
internal sealed record ListJobs : ListRequest
{
    /// <summary>Everybody's, for those who may see them (<c>jobs.readAll</c>).</summary>
    [QueryParam] public bool All { get; init; }
}

internal sealed class ListJobsEndpoint(Pages pages, IDocumentSession session, Caller caller, TimeProvider clock) : Endpoint<ListJobs, Page<JobView>>
{
    private static readonly Field Account = new("accountId", FieldType.Account, "d.account_id");
    private static readonly Field Starter = new("createdBy", FieldType.Text, "d.data ->> 'createdBy'");
    private static readonly FieldCatalogue Fields = new("-createdAt", Account, new("createdAt", FieldType.Moment, "d.created_at") { Sortable = true });

    public override void Configure()
    {
        Get("/api/v1/jobs");
        Permissions(JobPermissions.Read);
        this.Describes("listJobs", "Jobs", "List jobs, newest first", 200);
    }

    public override async Task HandleAsync(ListJobs r, CancellationToken ct)
    {
        if (r.All && !VisibleJobs.SeesAll) throw KernelProblems.Forbidden.With("`all` needs `jobs.readAll`.");
        // Only jobs that have not ended have a progress, and those are few.
        var under = (await session.Query<JobProgress>().ToListAsync(ct)).ToDictionary(p => p.Id);
        var now = clock.GetUtcNow();
        var isPerson = caller is { ApiKeyId: null, OperatorId: null };
        await Send.PageAsync(await pages.Of<Job>(Fields, r)
            .Where(r.All ? null : Account.Is(caller.AccountId))
            .Where(r.All || isPerson ? null : Starter.Is(caller.Actor))
            .ReadAsync(job => JobView.Of(job, job.IsOver ? null : under.GetValueOrDefault(job.Id), now), ct), ct);
    }
}
