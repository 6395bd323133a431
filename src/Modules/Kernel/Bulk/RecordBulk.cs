using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Kernel.Access;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Http;
using Crm.Kernel.Jobs;
using Crm.Kernel.Lists;
using Crm.Kernel.Organizations;
using Crm.Kernel.Problems;
using Crm.Kernel.Sets;
using Crm.Kernel.Tags;
using Crm.Kernel.Undoing;
using FluentValidation;
using Marten;

namespace Crm.Kernel.Bulk;

/// <summary>What a step of a bulk action works with.</summary>
public sealed record BulkStep(IDocumentSession Session, BulkOrder Order, Rights Rights, CustomFieldSet CustomFields, Organization Organization, string Actor, DateTimeOffset Now)
{
    /// <summary>Records that were left as they are.</summary>
    public List<LeftRow> Left { get; } = [];

    /// <summary>Messages that go out with the step.</summary>
    public List<object> Told { get; } = [];
}

/// <summary>How a kind of record is changed in bulk: what a module registers beside its record kind.</summary>
/// <param name="object">As its kind names it: <c>contact</c>.</param>
public abstract class RecordBulk(string @object)
{
    public string Object => @object;

    internal abstract RecordsAttribute Records { get; }

    /// <summary>Ends the request if the changes name what is not there, is of another type or is not changed in bulk.</summary>
    internal abstract void Check(JsonObject changes);

    /// <summary>The next records that are meant, by their ids.</summary>
    /// <param name="meant">Over rows <c>d</c>.</param>
    internal abstract Task<IReadOnlyList<Guid>> PageAsync(IDocumentSession session, Condition meant, Guid after, int limit, CancellationToken ct);

    internal abstract Task<long> CountAsync(IDocumentSession session, Condition meant, CancellationToken ct);

    internal abstract Task StepAsync(BulkStep work, Guid[] ids, CancellationToken ct);
}

/// <summary>Bulk actions on records that a client sets as <typeparamref name="TFields"/>.</summary>
public abstract class RecordBulk<T, TFields, TClaim>(RecordSet<T, TClaim> set) : RecordBulk(set.Object) where T : OwnedResource where TFields : class where TClaim : notnull
{
    internal override RecordsAttribute Records { get; } = typeof(T).GetCustomAttribute<RecordsAttribute>()!;

    protected abstract IValidator<TFields> Rules { get; }

    /// <summary>Members that ties to other records hang on.</summary>
    protected abstract IReadOnlyList<string> NotInBulk { get; }

    protected abstract TFields Blank { get; }
    protected abstract TFields FieldsOf(T record);
    protected abstract IReadOnlyList<string> TagsOf(TFields fields);
    protected abstract TFields WithTags(TFields fields, IReadOnlyList<string> tags);
    protected abstract IReadOnlyDictionary<string, JsonElement> CustomOf(TFields fields);

    /// <summary>Asks all that the step's records are held against, once.</summary>
    protected abstract Task<Func<T, TFields, IReadOnlyDictionary<string, JsonElement>, T>> WriterAsync(BulkStep work, TagNames tags, CancellationToken ct);

    /// <summary>What else a record needs that comes out of the trash.</summary>
    protected abstract void Revive(T record, DateTimeOffset now);

    protected abstract IEnumerable<object> Tell(BulkStep work, WrittenSet<T> written);

    internal override void Check(JsonObject changes)
    {
        foreach (var name in changes.Select(c => c.Key))
            if (NotInBulk.Contains(name)) throw KernelProblems.ValidationFailed.With("This is not changed in bulk.", $"/changes/{name}");
        new MergePatch<TFields>(changes).RefuseUnknown();
        // Read as strictly as for one record; its rules are held against each.
        _ = MergePatch.Merge(JsonSerializer.SerializeToNode(Blank, Json.Options), changes).Deserialize<TFields>(Json.Options);
    }

    internal override Task<IReadOnlyList<Guid>> PageAsync(IDocumentSession session, Condition meant, Guid after, int limit, CancellationToken ct) =>
        session.AdvancedSql.QueryAsync<Guid>($"select d.id from {session.DocumentStore.Options.Schema.For<T>()} as d where d.id > ? and {meant.Sql} order by d.id limit {limit}", ct, [after, .. meant.Values]);

    internal override async Task<long> CountAsync(IDocumentSession session, Condition meant, CancellationToken ct) =>
        (await session.AdvancedSql.QueryAsync<long>($"select count(*) from {session.DocumentStore.Options.Schema.For<T>()} as d where {meant.Sql}", ct, [.. meant.Values]))[0];

    internal override async Task StepAsync(BulkStep work, Guid[] ids, CancellationToken ct)
    {
        var (order, reviving) = (work.Order, work.Order.Action is BulkAction.Restore);
        // Held from here on; whoever came first has changed it already, or trashed it.
        var records = (await work.Session.HeldAsync<T>(ids, ct)).Values.Where(r => r.Deleted == reviving).OrderBy(r => r.Id).ToList();
        var mine = records.Where(r => work.Rights.Reach(Records.Write, r.OwnerId)).ToList();
        work.Left.AddRange(records.Except(mine).Select(r => Row(r.Id, KernelProblems.RecordReadOnly.Code)));
        var changes = order.Action switch
        {
            BulkAction.Trash => mine.ConvertAll(r => new SetChange<T>(r, null)),
            BulkAction.Restore => mine.ConvertAll(r => new SetChange<T>(null, Revived(r, work))),
            _ => await ChangedAsync(work, mine, ct),
        };
        var refused = await set.SettleAsync(work.Session, work.CustomFields, changes, ct);
        work.Left.AddRange(refused.Select(r => Row(r.Id, "taken")));
        var done = changes.Except(refused).ToList();
        var (trashed, restored) = (order.Action is BulkAction.Trash ? done.ConvertAll(c => c.Held!) : [], reviving ? done.ConvertAll(c => c.Holds!) : []);
        var changed = trashed.Count + restored.Count > 0 ? [] : done.ConvertAll(c => (Before: c.Held!, After: c.Holds!));
        await work.Session.TrashSetAsync(trashed, ct);
        await work.Session.RestoreSetAsync(restored, ct);
        await work.Session.UpdateSetAsync(changed.ConvertAll(c => c.After), ct);
        if (done.Count > 0) work.Told.AddRange(Tell(work, new([], changed, trashed, restored, [])));
    }

    private async Task<List<SetChange<T>>> ChangedAsync(BulkStep work, List<T> records, CancellationToken ct)
    {
        var patch = work.Order.Changes is { } said ? JsonSerializer.SerializeToNode(said, Json.Options)!.AsObject() : [];
        if (patch.Select(p => p.Key).Concat(work.Order.Tags is null ? [] : ["tags"]).FirstOrDefault(name => work.Rights.Of(Object, name) != FieldAccess.Write) is { } denied) throw KernelProblems.FieldReadOnly.With(pointer: $"/changes/{denied}");
        var tags = work.Order.Tags ?? (patch["tags"] is JsonArray list ? [.. list.Select(tag => (string)tag!)] : []);
        var names = await TagNames.HoldAsync(work.Session, tags, ct);
        var write = await WriterAsync(work, names, ct);
        var (merge, serializer, changes) = (new MergePatch<TFields>(patch), work.Session.DocumentStore.Options.Serializer(), new List<SetChange<T>>());
        foreach (var record in records)
        {
            try
            {
                var fields = Asked(work.Order, merge, FieldsOf(record));
                var custom = CustomChanges.Settle(work.CustomFields, Object, set.CustomOf(record), CustomOf(fields), work.Organization.Country);
                var after = write(record, fields, custom.Values);
                if (serializer.ToJson(after) == serializer.ToJson(record)) continue;
                after.Touch(work.Actor, work.Now);
                changes.Add(new(record, after));
            }
            catch (ProblemException unfit)
            {
                work.Left.Add(new(Object, record.Id.ToString(), unfit.Errors is [var first, ..] ? first.Code : unfit.Type.Code, [.. unfit.Errors?.Select(e => e.Pointer.TrimStart('/')) ?? []]));
            }
        }
        await names.BringAsync(work.Session, [.. changes.Select(c => c.Holds).OfType<ITagged>()], work.Actor, work.Now, ct);
        return changes;
    }

    private TFields Asked(BulkOrder order, MergePatch<TFields> patch, TFields fields)
    {
        if (order.Action is BulkAction.Update) return patch.ApplyTo(fields, Rules);
        var (has, said) = (TagsOf(fields), order.Tags!.Select(Tag.KeyOf).ToHashSet());
        var after = order.Action is BulkAction.RemoveTags
            ? [.. has.Where(tag => !said.Contains(Tag.KeyOf(tag)))]
            : (IReadOnlyList<string>)[.. has.Concat(order.Tags!).DistinctBy(Tag.KeyOf)];
        var tagged = WithTags(fields, after);
        var verdict = Rules.Validate(tagged);
        return verdict.IsValid ? tagged : throw ValidationProblem.OfBody(verdict.Errors);
    }

    private T Revived(T record, BulkStep work)
    {
        Revive(record, work.Now);
        record.Touch(work.Actor, work.Now);
        return record;
    }

    protected static T Copy(T record, ISerializer serializer) => serializer.CopyOf(record);

    private LeftRow Row(Guid id, string reason) => new(Object, id.ToString(), reason, []);
}
