using Crm.Activities.Attachments;
using Crm.Activities.Log;
using Crm.Activities.Notes;
using Crm.Activities.Tasks;
using Crm.Kernel.Access;
using Crm.Kernel.Lists;
using FastEndpoints;
using Marten;

namespace Crm.Activities.Timelines;

/// <summary>How every timeline is asked for.</summary>
internal abstract record TimelineRequest : ListRequest
{
    /// <summary>What they tell of: <c>contact</c>, <c>company</c>, <c>activity</c>, <c>note</c>, <c>task</c>, <c>attachment</c>.</summary>
    [QueryParam] public TimelineType? Type { get; init; }
}

/// <summary>What an entry tells of.</summary>
internal enum TimelineType
{
    Contact,
    Company,
    Activity,
    Note,
    Task,
    Attachment,
}

/// <summary>Reads a record's timeline: only what the caller may read of it.</summary>
internal sealed class Timeline(Pages pages, IDocumentSession session)
{
    private static readonly Field Record = new("recordId", FieldType.Uuid, "d.record_id");
    private static readonly Field Type = new("type", FieldType.Text, "d.type");
    private static readonly FieldCatalogue Fields = new("-at", Record, Type, new("at", FieldType.Moment, "d.at") { Sortable = true });

    public async Task<Page<TimelineEntryView>> ReadAsync(Guid record, TimelineRequest request, CancellationToken ct)
    {
        var entries = new List<TimelineEntry>();
        var page = await pages.Of<TimelineEntry>(Fields, request)
            .Where(await OwnAsync(record, ct))
            .Where(Type.Is(request.Type?.ToString().ToLowerInvariant()))
            .Where(Reach)
            .ReadAsync(entry => { entries.Add(entry); return TimelineEntryView.Of(entry); }, ct);
        var notes = (await session.LoadManyAsync<Note>(ct, Ids("notes"))).ToDictionary(n => n.Id, NoteView.Of);
        var tasks = (await session.LoadManyAsync<TaskRecord>(ct, Ids("tasks"))).ToDictionary(t => t.Id, TaskItemView.Of);
        var activities = (await session.LoadManyAsync<Activity>(ct, Ids("activities"))).ToDictionary(a => a.Id, ActivityView.Of);
        var attachments = (await session.LoadManyAsync<Attachment>(ct, Ids("attachments"))).ToDictionary(a => a.Id, AttachmentView.Of);
        return page with { Data = [.. page.Data.Zip(entries, (view, e) => view with { Activity = About(activities, e), Note = About(notes, e), Task = About(tasks, e), Attachment = About(attachments, e) })] };

        Guid[] Ids(string collection) => [.. entries.Where(e => e.Collection == collection).Select(e => e.AboutId!.Value).Distinct()];
    }

    /// <summary>The record's own, and those of the records that became part of it, or of them. Few have any: who has none is read by one walk along the index.</summary>
    private async Task<Condition?> OwnAsync(Guid record, CancellationToken ct)
    {
        var merged = await session.AdvancedSql.QueryAsync<Guid>($"""
            with recursive own as (select ?::uuid as id union select m.id from {session.DocumentStore.Options.Schema.For<MergedRecord>()} as m join own on m.survivor = own.id)
            select id from own
            """, ct, record);
        return merged.Count == 1 ? Record.Is(record) : new($"{Record.Sql} = any(?::uuid[])", (object)merged.ToArray());
    }

    private static T? About<T>(Dictionary<Guid, T> views, TimelineEntry entry) where T : class => entry.AboutId is { } id ? views.GetValueOrDefault(id) : null;

    /// <summary>Activities, notes, tasks, attachments and consents within the caller's reach, and what has nobody's rights but the record's own.</summary>
    private static Condition? Reach
    {
        get
        {
            if (Rights.Current is not { } rights) return null;
            var parts = new[] { (Collection: "activities", Read: ActivityPermissions.Read), (Collection: "notes", Read: NotePermissions.Read), (Collection: "tasks", Read: TaskPermissions.Read), (Collection: "attachments", Read: AttachmentPermissions.Read), (Collection: "consents", Read: "consents.read") }
                .Where(c => rights.Permissions.ContainsKey(c.Read))
                .Select(c => Condition.All([new($"d.collection = '{c.Collection}'"), rights.Within(c.Read) ?? new("true")]))
                .Prepend(new("d.collection is null")).ToList();
            return new($"({string.Join(" or ", parts.Select(p => $"({p.Sql})"))})", [.. parts.SelectMany(p => p.Values)]);
        }
    }
}
