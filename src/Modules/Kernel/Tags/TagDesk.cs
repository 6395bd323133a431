using Crm.Kernel.Access;
using Crm.Kernel.Jobs;
using Crm.Kernel.Problems;
using Crm.Kernel.Undoing;
using Marten;

namespace Crm.Kernel.Tags;

/// <summary>What every act that changes what records bear does: hold the tags, and start the job.</summary>
internal sealed class TagDesk(IDocumentSession session, IEnumerable<TaggedRecords> kinds, JobStart jobs)
{
    /// <summary>The tag, which nobody begins to use or to change until the request has ended, and whether any record bears it.</summary>
    public async Task<(Tag Tag, bool Borne)> HoldAsync(Guid id, CancellationToken ct)
    {
        var tag = (await HoldAsync([id], ct)).SingleOrDefault() ?? throw KernelProblems.NotFound.With();
        return (tag, (await kinds.BorneAsync(session, [tag.Key], ct)).Count > 0);
    }

    /// <summary>Those of the tags that are there. Ends the request if a job is at one of them.</summary>
    public async Task<IReadOnlyList<Tag>> HoldAsync(Guid[] ids, CancellationToken ct)
    {
        var tags = await session.HeldAsync<Tag>(ids, ct);
        var options = session.DocumentStore.Options.Schema;
        // Progress is there as long as a job has not ended, so these are few.
        var running = await session.AdvancedSql.QueryAsync<string>($"select d.data ->> 'settings' from {options.For<Job>()} as d join {options.For<JobProgress>()} as p on p.id = d.id where d.data ->> 'kind' = ?", ct, TagRunner.JobKind);
        return running.Any(settings => TagRunner.Asked(settings).Tags.Any(ids.Contains)) ? throw TagProblems.Busy.With() : [.. ids.Where(tags.ContainsKey).Select(id => tags[id])];
    }

    public async Task<bool> IsTakenAsync(string name, Guid by, CancellationToken ct) =>
        (await session.QueryAsync<Tag>("where key = ? and id <> ?", ct, Tag.KeyOf(name), by)).Count > 0;

    public Task<Job> BeginAsync(TagOrder order)
    {
        kinds.CheckWritable(Rights.Current);
        return jobs.BeginAsync(TagRunner.JobKind, order);
    }
}
