using System.Text.Json;
using Crm.Activities.Attachments;
using Crm.Activities.Log;
using Crm.Activities.Notes;
using Crm.Activities.Timelines;
using Crm.Kernel;
using Crm.Kernel.ChangeLog;
using Crm.Kernel.Undoing;
using Marten;

namespace Crm.Activities.Removing;

/// <summary>What is about records that go for good: it goes with them, unless it is about others too, from which they are taken off.</summary>
internal sealed class Belongings(IDocumentSession session, string @object, Guid[] records, DateTimeOffset now)
{
    private const int Page = 500;

    private readonly string[] keys = [.. records.Select(id => $"{@object}:{id}")];

    /// <summary>How many there were, by kind; <c>ties</c> are those that stay without the records.</summary>
    public SortedDictionary<string, long> Counts { get; } = [];

    /// <summary>Messages that go out with it.</summary>
    public List<object> Told { get; } = [];

    /// <summary>The records, and those that became part of them.</summary>
    public static async Task<Belongings> OfAsync(IDocumentSession session, string @object, IReadOnlyCollection<Guid> records, DateTimeOffset now, CancellationToken ct) => new(session, @object, [.. await session.AdvancedSql.QueryAsync<Guid>($"""
        with recursive own as (select unnest(?::uuid[]) as id union select m.id from {Table<MergedRecord>(session)} as m join own on m.survivor = own.id)
        select id from own
        """, ct, (object)records.ToArray())], now);

    /// <param name="forget">Whether the change log forgets what they were.</param>
    public async Task RemoveAsync(bool forget, CancellationToken ct)
    {
        await RemoveAsync<Note>("notes", forget, ct);
        await RemoveAsync<TaskRecord>("tasks", forget, ct);
        await RemoveAsync<Activity>("activities", forget, ct);
        var files = await RemoveAsync<Attachment>("attachments", forget, ct);
        await session.DeleteSetAsync<AttachmentUpload>(files, ct);
        Told.AddRange(files.Select(id => new TidyAttachment(id)));
        if (forget) await ForgetEarlierAsync(ct);
        while (await session.AdvancedSql.QueryAsync<Guid>($"select d.id from {Table<TimelineEntry>(session)} as d where d.record_id = any(?::uuid[]) limit 5000", ct, (object)records) is { Count: > 0 } entries)
        {
            await session.DeleteSetAsync<TimelineEntry>(entries, ct);
            Count("timelineEntries", entries.Count);
        }
        await session.DeleteSetAsync<MergedRecord>(records, ct);
    }

    /// <summary>What would go.</summary>
    public async Task CountAsync(CancellationToken ct)
    {
        await CountAsync<Note>("notes", ct);
        await CountAsync<TaskRecord>("tasks", ct);
        await CountAsync<Activity>("activities", ct);
        await CountAsync<Attachment>("attachments", ct);
        Count("timelineEntries", (await session.AdvancedSql.QueryAsync<long>($"select count(*) from {Table<TimelineEntry>(session)} as d where d.record_id = any(?::uuid[])", ct, (object)records))[0]);
    }

    private async Task<Guid[]> RemoveAsync<T>(string kind, bool forget, CancellationToken ct) where T : Resource, ITied
    {
        var (all, after) = (new List<Guid>(), Guid.Empty);
        while (await session.AdvancedSql.QueryAsync<Guid>($"select d.id from {Table<T>(session)} as d where d.record_keys && ?::text[] and d.id > ? order by d.id limit {Page}", ct, keys, after) is { Count: > 0 } ids)
        {
            after = ids[^1];
            var held = (await session.HeldAsync<T>([.. ids], ct)).Values.Where(d => d.Records.Any(IsGone)).ToList();
            Guid[] own = [.. held.Where(d => d.Records.All(IsGone)).Select(d => d.Id)];
            var shared = held.Where(d => !d.Deleted && !d.Records.All(IsGone)).ToList();
            foreach (var document in shared)
            {
                document.Records = [.. document.Records.Where(r => !IsGone(r))];
                document.Touch("system", now);
            }
            await session.UpdateSetAsync(shared, ct);
            await session.DeleteSetAsync<T>(own, ct);
            if (forget) await session.ForgetValuesAsync(ObjectOf<T>(), [.. own.Select(id => id.ToString())], ct);
            Count(kind, own.Length);
            Count("ties", shared.Count);
            all.AddRange(own);
        }
        return [.. all];
    }

    private async Task CountAsync<T>(string kind, CancellationToken ct) where T : Resource, ITied
    {
        var counts = await session.AdvancedSql.QueryAsync<long>($"select count(*) filter (where d.record_keys <@ ?::text[]) as n from {Table<T>(session)} as d where d.record_keys && ?::text[] union all select count(*) from {Table<T>(session)} as d where d.record_keys && ?::text[] and not d.record_keys <@ ?::text[] and not d.mt_deleted", ct, keys, keys, keys, keys);
        Count(kind, counts[0]);
        Count("ties", counts[1]);
    }

    /// <summary>What went before them is in the change log only: each as it was at last was about them alone. There is no index for this; who is erased is few.</summary>
    private async Task ForgetEarlierAsync(CancellationToken ct)
    {
        foreach (var name in new[] { ObjectOf<Note>(), ObjectOf<TaskRecord>(), ObjectOf<Activity>(), ObjectOf<Attachment>() })
        {
            var gone = await session.AdvancedSql.QueryAsync<string>("""
                select c.object_id from kernel.changes c join kernel.change_values v on v.change_id = c.id
                where c.object = ? and c.action = 'deleted' and jsonb_path_exists(v.before, '$.records[*].id')
                  and not exists (select from jsonb_array_elements(v.before -> 'records') r where not (r ->> 'type') || ':' || (r ->> 'id') = any(?::text[]))
                """, ct, name, keys);
            await session.ForgetValuesAsync(name, gone, ct);
        }
    }

    private void Count(string kind, long count) => Counts[kind] = Counts.GetValueOrDefault(kind) + count;

    private bool IsGone(Kernel.Ties.RecordRef record) => keys.Contains(record.Key());

    private static string ObjectOf<T>() => JsonNamingPolicy.CamelCase.ConvertName(typeof(T).Name);

    private static string Table<T>(IQuerySession session) where T : notnull => session.DocumentStore.Options.Schema.For<T>();
}
