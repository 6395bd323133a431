using Crm.Kernel.Http;
using Crm.Kernel.Jobs;
using Crm.Kernel.Problems;
using Marten;
using Microsoft.AspNetCore.Http;

namespace Crm.Kernel.Privacy;

/// <summary>Begins erasures: of each record one at a time.</summary>
internal sealed class ErasureDesk(IDocumentSession session, IEnumerable<SubjectKind> kinds, IEnumerable<SubjectData> data, JobStart jobs, Caller caller, TimeProvider clock)
{
    /// <summary>The job, which may be at work already.</summary>
    public async Task<(Job Job, JobProgress? Progress)> BeginAsync(HttpContext http, string @object, Guid id, ErasureTerms terms, CancellationToken ct)
    {
        // One after the other, so that of two at once the second finds the first.
        await session.BeginTransactionAsync(ct);
        await session.AdvancedSql.QueryAsync<string>("select pg_advisory_xact_lock(hashtextextended('erasure:' || ?::text, 0))::text", ct, id);
        if (await kinds.Single(k => k.Object == @object).LoadAsync(session, id, ct) is not { } record) throw KernelProblems.NotFound.With();
        await http.RequireIfMatchAsync(session, record, ct);
        var known = (await session.QueryAsync<Erasure>("where d.record_id = ? and d.data ->> 'erasedAt' is null and not d.mt_deleted order by d.id desc limit 1", ct, id)).SingleOrDefault();
        if (known is not null && await session.LoadAsync<Job>(known.JobId, ct) is { IsOver: false } running) return (running, await session.LoadAsync<JobProgress>(running.Id, ct));
        var (erasure, now) = (known ?? new() { Object = @object, RecordId = id }, clock.GetUtcNow());
        erasure.Touch(caller.Actor, now);
        (erasure.Reason, erasure.RequestReference) = (terms.Reason.Trim(), terms.RequestReference);
        var job = await jobs.BeginAsync(ErasureRunner.JobKind, new ErasureOrder(erasure.Id, @object, id));
        erasure.JobId = job.Id;
        if (known is null) session.Insert(erasure);
        else session.UpdateRevision(erasure, erasure.Version + 1);
        return (job, null);
    }

    public async Task<IReadOnlyDictionary<string, long>> CountAsync(IDocumentSession reading, string @object, Guid id, CancellationToken ct)
    {
        var kind = kinds.Single(k => k.Object == @object);
        if (await kind.LoadAsync(reading, id, ct) is null || await kind.FindAsync(reading, id, ct) is not { } subject) throw KernelProblems.NotFound.With();
        var counts = new SortedDictionary<string, long>();
        foreach (var part in data)
            foreach (var (name, count) in await part.CountAsync(reading, subject, ct)) counts[name] = counts.GetValueOrDefault(name) + count;
        return counts;
    }
}
