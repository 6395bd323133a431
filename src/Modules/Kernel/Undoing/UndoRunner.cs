using System.Text.Json;
using Crm.Kernel.Access;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Files;
using Crm.Kernel.Http;
using Crm.Kernel.Jobs;
using Crm.Kernel.Purging;
using Marten;
using Wolverine;

namespace Crm.Kernel.Undoing;

/// <summary>How far an undoing has come.</summary>
/// <param name="Below">Entries of the change log from here on are dealt with.</param>
internal sealed record UndoPlace(long Below, bool Complete)
{
    /// <summary>Files of what was left as it is.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];
}

/// <summary>Goes back through what a job left in the change log, the newest first, and leaves a file of what it could not take back.</summary>
internal sealed class UndoRunner(IEnumerable<RecordUndo> undos, FileStore files, TrashPurging purging, TimeProvider clock) : JobRunner
{
    public const string JobKind = "undo";

    private const int StepChanges = 2000;

    public override string Kind => JobKind;

    public override IEnumerable<string> Needs(Job job) => Asked(job).Needs;

    public override async Task<bool> StepAsync(IDocumentSession session, Job job, JobProgress progress, CancellationToken ct)
    {
        var (order, objects) = (Asked(job), undos.Select(u => u.Object).ToArray());
        var means = MeansOf(order.JobId);
        progress.Total ??= await session.CountJobChangesAsync(means, objects, ct);
        var place = progress.Position is null ? new(long.MaxValue, Complete: false) : JsonSerializer.Deserialize<UndoPlace>(progress.Position)!;
        if (place.Complete)
        {
            if (place.Parts.Count > 0) job.Leave(await Left(session.TenantId, job).JoinAsync("kept", place.Parts, ct));
            return true;
        }
        session.LastModifiedBy = job.CreatedBy;
        var all = await session.JobChangesAsync(means, [means, MeansOf(job.Id), .. order.Before.Select(MeansOf)], objects, place.Below, StepChanges, ct);
        // A record that the job changed twice is taken back twice, in two steps.
        var seen = new HashSet<(string, string)>();
        var changes = all.TakeWhile(change => seen.Add((change.Object, change.ObjectId))).ToList();
        var step = new UndoStep(session, Rights.Current!, await CustomFieldSet.LoadAsync(session, ct), job.CreatedBy, clock.GetUtcNow());
        foreach (var kind in changes.GroupBy(change => change.Object)) await undos.Single(u => u.Object == kind.Key).StepAsync(step, [.. kind], ct);
        progress.Told.AddRange(step.Told);
        foreach (var kind in step.Trashed)
            if (await purging.PlanAsync(session, kind, ct) is var (message, at)) progress.Told.Add(message.ScheduledAt(at));
        progress.Done += changes.Count;
        progress.FailedRows += step.Kept.Count;
        var parts = step.Kept.Count == 0 ? place.Parts : [.. place.Parts, await Left(session.TenantId, job).NoteAsync(progress.Step, step.Kept, ct)];
        progress.Position = JsonSerializer.Serialize(new UndoPlace(changes.Count == 0 ? 0 : changes[^1].Number, changes.Count == all.Count && all.Count < StepChanges) { Parts = parts });
        return false;
    }

    public override Task CleanUpAsync(string tenant, Job job, CancellationToken ct) => files.DeleteFolderAsync(FolderOf(tenant, job), ct);

    private LeftRows Left(string tenant, Job job) => new(files, FolderOf(tenant, job));

    internal static UndoOrder Asked(Job job) => JsonSerializer.Deserialize<UndoOrder>(job.Settings, Json.Options)!;

    private static string FolderOf(string tenant, Job job) => $"undo-jobs/{tenant}/{job.Id:n}";
}
