using System.Text.Json;
using Crm.Kernel.Access;
using Crm.Kernel.Http;
using Crm.Kernel.Jobs;
using Crm.Kernel.Problems;
using Crm.Kernel.Undoing;
using Marten;

namespace Crm.Kernel.Tags;

/// <summary>
/// Renames, merges and deletes tags. Until no record bears the old name both are there, so that whoever tags records meanwhile is met later; the old one goes while nobody is about to
/// use it. What the log of changes tells of the tags encloses what it tells of the records, and can be undone from its end.
/// </summary>
internal sealed class TagRunner(IEnumerable<TaggedRecords> kinds, TimeProvider clock) : JobRunner
{
    public const string JobKind = "tags";

    private const int StepRecords = 1000;

    // Where a job is: among the records, or at those that are left, with the tags held.
    private const string Records = "records";
    private const string Last = "last";

    public override string Kind => JobKind;

    public override IEnumerable<string> Needs(Job job) => [TagPermissions.Write, .. kinds.Select(k => k.Records.Write)];

    public override bool CanBeUndone(Job job) => true;

    public override async Task<bool> StepAsync(IDocumentSession session, Job job, JobProgress progress, CancellationToken ct)
    {
        kinds.CheckWritable(Rights.Current);
        var (order, now) = (Asked(job.Settings), clock.GetUtcNow());
        session.LastModifiedBy = job.CreatedBy;
        if (progress.Position is null)
        {
            // A step of its own: whoever waits for the new name may hold records that the next one needs.
            if (order.Act is TagAct.Rename) await BeginAsync(session, order, job.CreatedBy, now, ct);
            progress.Total = await kinds.CountAsync(session, order.Change, ct) + 1;
            progress.Position = Records;
            return false;
        }
        var last = progress.Position == Last;
        var tags = last ? await session.HeldAsync<Tag>(new("(d.id = any(?::uuid[]) or d.key = ?)", order.Tags.ToArray(), Tag.KeyOf(order.Name ?? "")), int.MaxValue, ct) : [];
        var work = new TagStep(session, order.Change, job.CreatedBy, now, last);
        var done = 0;
        foreach (var kind in kinds) done += done < StepRecords ? await kind.StepAsync(work, StepRecords - done, ct) : 0;
        progress.Told.AddRange(work.Told);
        progress.Done += done;
        var ended = last && await kinds.CountAsync(session, order.Change, ct) == 0;
        if (ended) await EndAsync(session, order, tags, job.CreatedBy, now, ct);
        progress.Total = ended ? ++progress.Done : Math.Max(progress.Total ?? 0, progress.Done + 1);
        progress.Position = done < StepRecords && !last ? Last : Records;
        return ended;
    }

    public override Task CleanUpAsync(string tenant, Job job, CancellationToken ct) => Task.CompletedTask;

    internal static TagOrder Asked(string settings) => JsonSerializer.Deserialize<TagOrder>(settings, Json.Options)!;

    /// <summary>The new name comes into being. A tag that is only written otherwise has no second name.</summary>
    private static async Task BeginAsync(IDocumentSession session, TagOrder order, string actor, DateTimeOffset now, CancellationToken ct)
    {
        var tag = await session.LoadAsync<Tag>(order.TagId, ct) ?? throw KernelProblems.NotFound.With("The tag is gone.");
        var renamed = order.Change.Gone.Count == 0 ? tag : new Tag { Color = tag.Color, Description = tag.Description };
        renamed.Name = order.Name!;
        renamed.Touch(actor, now);
        if (renamed == tag) await session.UpdateSetAsync<Tag>([tag], ct);
        else if (await session.InsertMissingAsync<Tag>([renamed], ct) == 0) throw TagProblems.NameTaken.With("Somebody has come to use the new name meanwhile: make one tag of the two.");
    }

    /// <summary>The old names go: all who were about to use one have come to an end, and nobody bears it.</summary>
    private static async Task EndAsync(IDocumentSession session, TagOrder order, IReadOnlyList<Tag> tags, string actor, DateTimeOffset now, CancellationToken ct)
    {
        if (order.Change.Gone.Count == 0) return;
        await session.DeleteSetAsync<Tag>([.. tags.Where(tag => order.Act is TagAct.Rename ? tag.Id != order.TagId : order.From.Any(from => from.Id == tag.Id)).Select(tag => tag.Id)], ct);
        if (order.Act is not TagAct.Rename || tags.FirstOrDefault(tag => tag.Id == order.TagId) is not { } renamed) return;
        renamed.Name = order.Name!;
        renamed.Touch(actor, now);
        await session.UpdateSetAsync<Tag>([renamed], ct);
    }
}
