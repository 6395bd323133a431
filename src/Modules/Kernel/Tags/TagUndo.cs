using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Kernel.Merging;
using Crm.Kernel.Undoing;
using Marten;

namespace Crm.Kernel.Tags;

/// <summary>Tags as they were before a job. One that it brought into being stays where somebody bears it, or has changed it.</summary>
internal sealed class TagUndo(IEnumerable<TaggedRecords> kinds) : RecordUndo("tag")
{
    private static readonly MergeShape Shape = new(new Dictionary<string, string>());

    public override async Task StepAsync(UndoStep work, IReadOnlyList<LoggedChange> changes, CancellationToken ct)
    {
        IReadOnlyList<LoggedChange> Of(string action) => [.. changes.Where(c => c.Action == action)];
        // A name is given up before it is taken.
        await RemoveAsync(work, Of("created"), ct);
        await TakeBackAsync(work, Of("updated"), ct);
        await ReturnAsync(work, Of("deleted"), ct);
    }

    private async Task RemoveAsync(UndoStep work, IReadOnlyList<LoggedChange> made, CancellationToken ct)
    {
        if (made.Count == 0) return;
        var tags = await work.Session.HeldAsync<Tag>([.. made.Where(c => !c.Others).Select(c => Guid.Parse(c.ObjectId))], ct);
        var borne = await kinds.BorneAsync(work.Session, [.. tags.Values.Select(tag => tag.Key)], ct);
        await work.Session.DeleteSetAsync<Tag>([.. tags.Values.Where(tag => !borne.Contains(tag.Key)).Select(tag => tag.Id)], ct);
    }

    private async Task TakeBackAsync(UndoStep work, IReadOnlyList<LoggedChange> changes, CancellationToken ct)
    {
        if (changes.Count == 0) return;
        var (serializer, tags) = (work.Session.DocumentStore.Options.Serializer(), await work.Session.HeldAsync<Tag>([.. changes.Select(c => Guid.Parse(c.ObjectId))], ct));
        foreach (var change in changes)
        {
            if (!tags.TryGetValue(Guid.Parse(change.ObjectId), out var tag)) continue;
            var back = new MergeDifference((JsonObject)(change.Before ?? []).DeepClone(), (JsonObject)(change.After ?? []).DeepClone()).TakeFrom(tag, Shape, serializer);
            if (back.Kept.Count > 0) work.Kept.Add(new(Object, change.ObjectId, "changedSince", back.Kept));
            if (change.Others) back.Record.Touch(work.Actor, work.Now);
            if (await IsTakenAsync(work.Session, back.Record, ct)) work.Kept.Add(new(Object, change.ObjectId, "taken", ["name"]));
            else await work.Session.UpdateSetAsync<Tag>([back.Record], ct);
        }
    }

    private async Task ReturnAsync(UndoStep work, IReadOnlyList<LoggedChange> removed, CancellationToken ct)
    {
        foreach (var change in removed)
        {
            var tag = change.Before.Deserialize<Tag>(Http.Json.Options)!;
            tag.Version = change.Version ?? 0;
            // Whoever has used the name since has made it theirs.
            if (await work.Session.InsertMissingAsync<Tag>([tag], ct) == 0) work.Kept.Add(new(Object, change.ObjectId, "taken", []));
        }
    }

    private static async Task<bool> IsTakenAsync(IDocumentSession session, Tag tag, CancellationToken ct) =>
        (await session.QueryAsync<Tag>("where key = ? and id <> ?", ct, tag.Key, tag.Id)).Count > 0;
}
