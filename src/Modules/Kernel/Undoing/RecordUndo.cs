using System.Text.Json.Nodes;
using Crm.Kernel.Access;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Jobs;
using Crm.Kernel.Merging;
using Crm.Kernel.Sets;
using Crm.Kernel.Tags;
using Marten;

namespace Crm.Kernel.Undoing;

/// <summary>An entry that a job left in the change log.</summary>
/// <param name="Number">Its place in the log.</param>
/// <param name="Others">Whether somebody else has changed the record since.</param>
public sealed record LoggedChange(long Number, string Object, string ObjectId, string Action, int? Version, JsonObject? Before, JsonObject? After, bool Others);

/// <summary>What a step of an undoing works with.</summary>
public sealed record UndoStep(IDocumentSession Session, Rights Rights, CustomFieldSet CustomFields, string Actor, DateTimeOffset Now)
{
    /// <summary>What was left as it is: <c>changedSince</c>, <c>trashed</c>, <c>taken</c> or <c>notPermitted</c>.</summary>
    public List<LeftRow> Kept { get; } = [];

    /// <summary>Kinds of which records went to the trash.</summary>
    public HashSet<string> Trashed { get; } = [];

    /// <summary>Messages that go out with the step.</summary>
    public List<object> Told { get; } = [];
}

/// <summary>How what a job did to a kind of record is taken back: what a module registers beside its record kind.</summary>
/// <param name="object">As the change log names it: <c>contact</c>.</param>
public abstract class RecordUndo(string @object)
{
    public string Object => @object;

    /// <summary>Takes back changes, at most one of each record, the newest of the job's that are left.</summary>
    public abstract Task StepAsync(UndoStep work, IReadOnlyList<LoggedChange> changes, CancellationToken ct);
}

/// <summary>The undoing of records whose unique values are rows of <typeparamref name="TClaim"/>.</summary>
public abstract class RecordUndo<T, TClaim>(RecordSet<T, TClaim> set, MergeShape shape) : RecordUndo(set.Object) where T : OwnedResource where TClaim : notnull
{
    /// <summary>What others are told.</summary>
    protected abstract IEnumerable<object> Tell(UndoStep work, WrittenSet<T> written);

    public override async Task StepAsync(UndoStep work, IReadOnlyList<LoggedChange> changes, CancellationToken ct)
    {
        var records = await work.Session.HeldAsync<T>([.. changes.Select(c => Guid.Parse(c.ObjectId))], ct);
        var backs = new List<(string Action, SetChange<T> Change, T Before)>();
        foreach (var change in changes)
        {
            if (!records.TryGetValue(Guid.Parse(change.ObjectId), out var record)) continue;
            if (Refusal(work, record, change) is { } reason) work.Kept.Add(new(Object, change.ObjectId, reason, []));
            else if (Back(work, record, change) is { } back) backs.Add((change.Action, back, record));
        }
        await TagNames.KeepAsync(work.Session, [.. backs.Select(b => b.Change.Holds).OfType<ITagged>()], work.Actor, work.Now, ct);
        var refused = await set.SettleAsync(work.Session, work.CustomFields, [.. backs.Select(b => b.Change)], ct);
        work.Kept.AddRange(refused.Select(r => new LeftRow(Object, r.Id.ToString(), "taken", [])));
        backs.RemoveAll(b => refused.Contains(b.Change));

        // Of one that goes to the trash again nothing is held, but it is stored as it was.
        List<T> Of(string action, Func<(string, SetChange<T> Change, T Before), T> which) => [.. backs.Where(b => b.Action == action).Select(b => which(b))];
        var (removed, untrashed) = (Of("created", b => b.Before), Of("trashed", b => b.Change.Holds!));
        var again = backs.Where(b => b.Action == "restored").Select(b => TakenBack(work, b.Before, changes.Single(c => c.ObjectId == b.Before.Id.ToString()), told: false) ?? b.Before).ToList();
        var changed = backs.Where(b => b.Action == "updated").Select(b => (b.Before, After: b.Change.Holds!)).ToList();
        await work.Session.UpdateSetAsync(changed.Where(c => !c.Before.Deleted).Select(c => c.After).ToList(), ct);
        await work.Session.UpdateTrashedSetAsync(changed.Where(c => c.Before.Deleted).Select(c => c.After).ToList(), ct);
        await work.Session.RestoreSetAsync(untrashed, ct);
        await work.Session.TrashSetAsync(again, ct);
        if (again.Count > 0) work.Trashed.Add(Object);
        await work.Session.DeleteSetAsync<T>([.. removed.Select(r => r.Id)], ct);
        if (backs.Count > 0) work.Told.AddRange(Tell(work, new([], changed, again, untrashed, removed)));
    }

    private SetChange<T>? Back(UndoStep work, T record, LoggedChange change) => change.Action switch
    {
        "created" => new(record.Deleted ? null : record, null),
        "trashed" => new(null, record),
        "restored" => new(record, null),
        _ => TakenBack(work, record, change, told: true) is { } back ? new(record, back) : null,
    };

    private string? Refusal(UndoStep work, T record, LoggedChange change)
    {
        var records = (RecordsAttribute)Attribute.GetCustomAttribute(typeof(T), typeof(RecordsAttribute))!;
        var members = (change.Before ?? []).Concat(change.After ?? []).Select(m => m.Key);
        if (!work.Rights.Reach(records.Write, record.OwnerId) || (change.Action == "updated" && members.Any(m => work.Rights.Of(Object, m) != FieldAccess.Write))) return "notPermitted";
        return change.Action switch
        {
            "created" => change.Others ? "changedSince" : null,
            "trashed" => record.Deleted ? null : "changedSince",
            // One that nobody has touched since lay in the trash then, too.
            "updated" => record.Deleted && change.Others ? "trashed" : null,
            _ => record.Deleted ? "trashed" : null,
        };
    }

    /// <summary>The record with its members as they were, except those that somebody has changed since; null if there is nothing to do.</summary>
    /// <param name="told">Whether members that stay are told.</param>
    private T? TakenBack(UndoStep work, T record, LoggedChange change, bool told)
    {
        var serializer = work.Session.DocumentStore.Options.Serializer();
        var now = JsonNode.Parse(serializer.ToJson(record))!.AsObject();
        var (before, after) = ((JsonObject)(change.Before ?? []).DeepClone(), (JsonObject)(change.After ?? []).DeepClone());
        foreach (var name in before.Concat(after).Select(m => m.Key).Distinct().Where(name => JsonNode.DeepEquals(now[name], before[name])).ToList())
        {
            before.Remove(name);
            after.Remove(name);
        }
        var back = new MergeDifference(before, after).TakeFrom(record, shape, serializer);
        if (told && back.Kept.Count > 0) work.Kept.Add(new(Object, change.ObjectId, "changedSince", back.Kept));
        if (change.Others) back.Record.Touch(work.Actor, work.Now);
        return before.Concat(after).Any(m => m.Key is not ("updatedAt" or "updatedBy")) ? back.Record : null;
    }
}
