using System.Runtime.CompilerServices;
using Crm.Activities.Attachments;
using Crm.Activities.Log;
using Crm.Activities.Notes;
using Crm.Activities.Tasks;
using Crm.Activities.Timelines;
using Crm.Kernel;
using Crm.Kernel.Files;
using Crm.Kernel.Http;
using Crm.Kernel.Privacy;
using Crm.Kernel.Undoing;
using Marten;

namespace Crm.Activities.Removing;

/// <summary>What was noted, planned, done and put with a person, and the timeline.</summary>
internal sealed class ActivitySubjectData(FileStore files, TimeProvider clock) : SubjectData
{
    public override async Task<IReadOnlyDictionary<string, long>> CountAsync(IDocumentSession session, Subject subject, CancellationToken ct)
    {
        var belongings = await Belongings.OfAsync(session, subject.Object, subject.Ids, clock.GetUtcNow(), ct);
        await belongings.CountAsync(ct);
        return belongings.Counts;
    }

    public override async Task EraseAsync(ErasureStep work, Subject subject, CancellationToken ct)
    {
        var belongings = await Belongings.OfAsync(work.Session, subject.Object, subject.Ids, work.Now, ct);
        await belongings.RemoveAsync(forget: true, ct);
        work.Told.AddRange(belongings.Told);
        foreach (var (kind, count) in belongings.Counts) work.Count(kind, count);
    }

    public override async Task ExportAsync(IDocumentSession session, Subject subject, SubjectArchive archive, CancellationToken ct)
    {
        await archive.WriteAsync("notes.json", AllAsync<Note>(session, subject, ct).Select(NoteView.Of), Json.Options, ct);
        await archive.WriteAsync("tasks.json", AllAsync<TaskRecord>(session, subject, ct).Select(TaskItemView.Of), Json.Options, ct);
        await archive.WriteAsync("activities.json", AllAsync<Activity>(session, subject, ct).Select(ActivityView.Of), Json.Options, ct);
        await archive.WriteAsync("attachments.json", AllAsync<Attachment>(session, subject, ct).Select(a => AttachmentView.Of(a)), Json.Options, ct);
        await archive.WriteAsync("timeline.json", TimelineAsync(session, subject, ct), Json.Options, ct);
        await foreach (var attachment in AllAsync<Attachment>(session, subject, ct))
        {
            if (attachment is not { Ready: true, File: { } name } || await files.OpenAsync(name, ct) is not { } file) continue;
            await using (file) await archive.CopyAsync($"attachments/{attachment.Id}/{attachment.FileName}", file.Content, ct);
        }
    }

    private static async IAsyncEnumerable<T> AllAsync<T>(IDocumentSession session, Subject subject, [EnumeratorCancellation] CancellationToken ct) where T : Resource
    {
        var keys = subject.Ids.Select(id => $"{subject.Object}:{id}").ToArray();
        for (var after = Guid.Empty; ;)
        {
            var ids = await session.AdvancedSql.QueryAsync<Guid>($"select d.id from {session.DocumentStore.Options.Schema.For<T>()} as d where d.record_keys && ?::text[] and d.id > ? order by d.id limit 200", ct, keys, after);
            foreach (var (_, document) in (await session.HeldAsync<T>([.. ids], ct)).OrderBy(d => d.Key)) yield return document;
            if (ids.Count < 200) yield break;
            after = ids[^1];
        }
    }

    private static async IAsyncEnumerable<TimelineEntry> TimelineAsync(IDocumentSession session, Subject subject, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var after = Guid.Empty; ;)
        {
            var page = await session.QueryAsync<TimelineEntry>("where d.record_id = any(?::uuid[]) and d.id > ? order by d.id limit 500", ct, subject.Ids.ToArray(), after);
            foreach (var entry in page) yield return entry;
            if (page.Count < 500) yield break;
            after = page[^1].Id;
        }
    }
}
