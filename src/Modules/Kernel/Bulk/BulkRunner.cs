using System.Text.Json;
using Crm.Kernel.Access;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Files;
using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Jobs;
using Crm.Kernel.Organizations;
using Crm.Kernel.Purging;
using Marten;
using Wolverine;

namespace Crm.Kernel.Bulk;

/// <summary>How far a bulk action has come.</summary>
/// <param name="After">The last record that was dealt with: they are taken by their ids, which no change moves.</param>
internal sealed record BulkPlace(Guid After, bool Complete)
{
    /// <summary>Files of what was left as it is.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];
}

/// <summary>Changes some records with each step, and leaves a file of those that it could not change.</summary>
internal sealed class BulkRunner(IEnumerable<RecordBulk> bulks, IEnumerable<RecordKind> kinds, FileStore files, TrashPurging purging, TimeProvider clock) : JobRunner
{
    public const string JobKind = "bulk";

    private const int StepRecords = 1000;

    public override string Kind => JobKind;

    public override IEnumerable<string> Needs(Job job) => BulkOf(Asked(job)).Records is var records ? [BulkPermissions.Bulk, records.Read, records.Write] : [];

    public override bool CanBeUndone(Job job) => true;

    public override async Task<bool> StepAsync(IDocumentSession session, Job job, JobProgress progress, CancellationToken ct)
    {
        var (order, bulk) = (Asked(job), BulkOf(Asked(job)));
        var place = progress.Position is null ? new(Guid.Empty, Complete: false) : JsonSerializer.Deserialize<BulkPlace>(progress.Position)!;
        var left = new LeftRows(files, FolderOf(session.TenantId, job));
        if (place.Complete)
        {
            if (place.Parts.Count > 0) job.Leave(await left.JoinAsync("left", place.Parts, ct));
            return true;
        }
        // What is written at the commit is stamped by the handlers' door; sets are written before that.
        session.LastModifiedBy = job.CreatedBy;
        var filters = new RecordFilters(session, kinds, new(job.AccountId, default, default, Rights.Current!.Role), clock);
        var meant = await BulkDesk.MeantAsync(filters, bulk, order, job.CreatedAt, ct);
        progress.Total ??= await bulk.CountAsync(session, meant, ct);
        var ids = await bulk.PageAsync(session, meant, place.After, StepRecords, ct);
        var step = new BulkStep(session, order, Rights.Current!, await CustomFieldSet.LoadAsync(session, ct), await Organization.LoadAsync(session, ct), job.CreatedBy, clock.GetUtcNow());
        if (ids.Count > 0) await bulk.StepAsync(step, [.. ids], ct);
        progress.Told.AddRange(step.Told);
        if (order.Action is BulkAction.Trash && await purging.PlanAsync(session, order.Object, ct) is var (message, at)) progress.Told.Add(message.ScheduledAt(at));
        progress.Done += ids.Count;
        progress.FailedRows += step.Left.Count;
        var parts = step.Left.Count == 0 ? place.Parts : [.. place.Parts, await left.NoteAsync(progress.Step, step.Left, ct)];
        progress.Position = JsonSerializer.Serialize(new BulkPlace(ids.Count > 0 ? ids[^1] : place.After, ids.Count < StepRecords) { Parts = parts });
        return false;
    }

    public override Task CleanUpAsync(string tenant, Job job, CancellationToken ct) => files.DeleteFolderAsync(FolderOf(tenant, job), ct);

    private RecordBulk BulkOf(BulkOrder order) => bulks.Single(b => b.Object == order.Object);

    private static BulkOrder Asked(Job job) => JsonSerializer.Deserialize<BulkOrder>(job.Settings, Json.Options)!;

    private static string FolderOf(string tenant, Job job) => $"bulk-jobs/{tenant}/{job.Id:n}";
}
