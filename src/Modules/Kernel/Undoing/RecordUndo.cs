using System.Text.Json.Nodes;
using Crm.Kernel.Access;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Merging;
using Marten;

namespace Crm.Kernel.Undoing;

/// <summary>An entry that a job left in the change log.</summary>
/// <param name="Number">Its place in the log.</param>
/// <param name="Others">Whether somebody else has changed the record since.</param>
public sealed record LoggedChange(long Number, string Object, string ObjectId, string Action, int? Version, JsonObject? Before, JsonObject? After, bool Others);

/// <summary>A record that was left as it is, wholly or in part.</summary>
/// <param name="Reason"><c>changedSince</c>, <c>trashed</c>, <c>taken</c>, <c>inUse</c> or <c>notPermitted</c>.</param>
/// <param name="Members">Those that keep what was made of them since; none where that is the whole record.</param>
public sealed record KeptRecord(string Object, string Id, string Reason, IReadOnlyList<string> Members);

/// <summary>What a step of an undoing works with.</summary>
public sealed record UndoStep(IDocumentSession Session, Rights Rights, CustomFieldSet CustomFields, string Actor, DateTimeOffset Now)
{
    public List<KeptRecord> Kept { get; } = [];

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
public abstract class RecordUndo<T, TClaim>(string @object, MergeShape shape) : RecordUndo(@object) where T : OwnedResource where TClaim : notnull
{
    /// <summary>The unique values that the record has, normalised.</summary>
    protected abstract IEnumerable<string> ClaimsOf(T record);

    protected abstract IReadOnlyDictionary<string, System.Text.Json.JsonElement> CustomOf(T record);
    protected abstract TClaim Claim(string key, Guid record);
    protected abstract (string Key, Guid Record) Holder(TClaim claim);

    /// <summary>What others are told.</summary>
    protected abstract object Tell(UndoStep work, IReadOnlyList<T> removed, IReadOnlyList<(T Before, T After)> changed);

    public override async Task StepAsync(UndoStep work, IReadOnlyList<LoggedChange> changes, CancellationToken ct)
    {
        var records = await work.Session.HeldAsync<T>([.. changes.Select(c => Guid.Parse(c.ObjectId))], ct);
        var (removed, changed) = (new List<T>(), new List<(T Before, T After)>());
        foreach (var change in changes)
        {
            if (!records.TryGetValue(Guid.Parse(change.ObjectId), out var record)) continue;
            if (Refusal(work, record, change) is { } reason) work.Kept.Add(new(Object, change.ObjectId, reason, []));
            else if (change.Action == "created") removed.Add(record);
            else if (TakenBack(work, record, change) is { } back) changed.Add((record, back));
        }
        await ClaimAsync(work, removed, changed, ct);
        await work.Session.UpdateSetAsync(changed.Select(c => c.After).ToList(), ct);
        await work.Session.DeleteSetAsync<T>([.. removed.Select(r => r.Id)], ct);
        if (removed.Count + changed.Count > 0) work.Told.Add(Tell(work, removed, changed));
    }

    private string? Refusal(UndoStep work, T record, LoggedChange change)
    {
        var records = (RecordsAttribute)Attribute.GetCustomAttribute(typeof(T), typeof(RecordsAttribute))!;
        var members = (change.Before ?? []).Concat(change.After ?? []).Select(m => m.Key);
        if (!work.Rights.Reach(records.Write, record.OwnerId) || (change.Action != "created" && members.Any(m => work.Rights.Of(Object, m) != FieldAccess.Write))) return "notPermitted";
        if (change.Action == "created") return change.Others ? "changedSince" : null;
        return record.Deleted ? "trashed" : null;
    }

    /// <summary>The record with its members as they were, except those that somebody has changed since; null if there is nothing to do.</summary>
    private T? TakenBack(UndoStep work, T record, LoggedChange change)
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
        if (back.Kept.Count > 0) work.Kept.Add(new(Object, change.ObjectId, "changedSince", back.Kept));
        if (change.Others) back.Record.Touch(work.Actor, work.Now);
        return before.Concat(after).Any(m => m.Key is not ("updatedAt" or "updatedBy")) ? back.Record : null;
    }

    /// <summary>Moves unique values; a record that would need one that somebody else has by now stays as it is.</summary>
    private async Task ClaimAsync(UndoStep work, List<T> removed, List<(T Before, T After)> changed, CancellationToken ct)
    {
        string[] Custom(T record) => [.. work.CustomFields.UniqueKeys(Object, CustomOf(record))];
        var wanted = changed.SelectMany(c => ClaimsOf(c.After)).Distinct().Order(StringComparer.Ordinal).ToArray();
        var customs = changed.SelectMany(c => Custom(c.After)).Distinct().Order(StringComparer.Ordinal).ToArray();
        var held = wanted.Length == 0 ? [] : (await work.Session.LoadManyAsync<TClaim>(ct, wanted)).Select(Holder).ToDictionary(c => c.Key, c => c.Record);
        var heldCustoms = customs.Length == 0 ? [] : (await work.Session.LoadManyAsync<CustomClaim>(ct, customs)).ToDictionary(c => c.Id, c => c.RecordId);
        while (true)
        {
            // What the step itself gives up is free.
            HashSet<string> Freed(Func<T, IEnumerable<string>> keys) => [.. removed.SelectMany(keys), .. changed.SelectMany(c => keys(c.Before).Except(keys(c.After)))];
            var (free, freeCustoms) = (Freed(ClaimsOf), Freed(Custom));
            bool Taken(Guid id, IEnumerable<string> keys, Dictionary<string, Guid> by, HashSet<string> freed) => keys.Any(key => by.TryGetValue(key, out var holder) && holder != id && !freed.Contains(key));
            if (changed.RemoveAll(c => (Taken(c.After.Id, ClaimsOf(c.After), held, free) || Taken(c.After.Id, Custom(c.After), heldCustoms, freeCustoms)) && Keep(work, c.After)) == 0) break;
        }
        await MoveAsync(work, [.. removed.SelectMany(ClaimsOf), .. changed.SelectMany(c => ClaimsOf(c.Before).Except(ClaimsOf(c.After)))],
            [.. changed.SelectMany(c => ClaimsOf(c.After).Except(ClaimsOf(c.Before)).Select(key => (key, c.After.Id)))], Claim, ct);
        await MoveAsync(work, [.. removed.SelectMany(Custom), .. changed.SelectMany(c => Custom(c.Before).Except(Custom(c.After)))],
            [.. changed.SelectMany(c => Custom(c.After).Except(Custom(c.Before)).Select(key => (key, c.After.Id)))], (key, id) => new CustomClaim { Id = key, RecordId = id }, ct);
    }

    private bool Keep(UndoStep work, T record)
    {
        work.Kept.Add(new(Object, record.Id.ToString(), "taken", []));
        return true;
    }

    private static async Task MoveAsync<TRow>(UndoStep work, IReadOnlyList<string> gone, IReadOnlyList<(string Key, Guid Record)> come, Func<string, Guid, TRow> row, CancellationToken ct) where TRow : notnull
    {
        await work.Session.DeleteSetAsync<TRow>([.. gone.Distinct().Order(StringComparer.Ordinal)], ct);
        await work.Session.InsertSetAsync(come.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => row(c.Key, c.Record)).ToList(), ct);
    }
}
