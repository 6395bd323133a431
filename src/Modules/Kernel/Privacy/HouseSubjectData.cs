using System.Text.Json;
using Crm.Kernel.ChangeLog;
using Crm.Kernel.Exports;
using Crm.Kernel.Http;
using Crm.Kernel.Importing;
using Crm.Kernel.Jobs;
using Crm.Kernel.Undoing;
using Marten;

namespace Crm.Kernel.Privacy;

/// <summary>What the house holds of people: files of imports and their samples, results of jobs, and, beside the records, the change log.</summary>
internal sealed class HouseSubjectData : SubjectData
{
    public override int Turn => 20;

    public override async Task<IReadOnlyDictionary<string, long>> CountAsync(IDocumentSession session, Subject subject, CancellationToken ct) => new Dictionary<string, long>
    {
        ["imports"] = (await ImportsAsync(session, subject, ct)).Count,
        ["changeLogValues"] = (await session.AdvancedSql.QueryAsync<long>("select count(*) from kernel.changes c join kernel.change_values v on v.change_id = c.id where c.object = ? and c.object_id = any(?::text[])", ct, subject.Object, subject.Names.ToArray()))[0],
    };

    public override async Task EraseAsync(ErasureStep work, Subject subject, CancellationToken ct)
    {
        var session = work.Session;
        var imports = await ImportsAsync(session, subject, ct);
        foreach (var import in imports)
        {
            import.Columns = [.. import.Columns.Select(c => c with { Samples = [] })];
            import.FileName = "…";
            import.Terms = import.Terms with { Defaults = new Dictionary<string, string>() };
            work.Told.Add(new ExpireImport(import.Id));
        }
        await session.UpdateSetAsync(imports, ct);
        work.Count("imports", imports.Count);
        work.Count("changeLogValues", await session.ForgetValuesAsync("import", [.. imports.Select(i => i.Id.ToString())], ct));
        foreach (var job in await JobsAsync(session, "d.data ->> 'kind' = 'subjectExport' and " + Mentions("d.data ->> 'settings'"), [subject.Names.ToArray()], ct)) work.Told.Add(new ExpireJobResult(job.Id));
        await RememberAsync(work, subject, [.. imports.Select(i => i.Id)], ct);
    }

    public override Task ExportAsync(IDocumentSession session, Subject subject, SubjectArchive archive, CancellationToken ct) => archive.WriteAsync("changes.json", ChangesAsync(session, subject, ct), Json.Options, ct);

    /// <summary>What may hold the person still: for who reads the certificate.</summary>
    private static async Task RememberAsync(ErasureStep work, Subject subject, Guid[] done, CancellationToken ct)
    {
        var (session, words) = (work.Session, subject.Words.ToArray());
        foreach (var import in await session.QueryAsync<Import>("where d.created_at > ? and not d.id = any(?::uuid[]) limit 1000", ct, work.Now - Import.FileLives, done)) work.Remains.Add(new("importFile", import.Id, import.CreatedAt + Import.FileLives));
        foreach (var job in await JobsAsync(session, "d.data ->> 'kind' = ? and d.data -> 'result' is not null and (d.data ->> 'finishedAt')::timestamptz > ?", [ExportRunner.JobKind, work.Now - Job.ResultLives], ct)) work.Remains.Add(new("exportFile", job.Id, job.FinishedAt + Job.ResultLives));
        foreach (var job in await JobsAsync(session, Mentions("d.data ->> 'settings'"), [words], ct)) work.Remains.Add(new("jobSettings", job.Id, null));
        foreach (var view in await session.AdvancedSql.QueryAsync<Guid>($"select d.id from kernel.mt_doc_savedview as d where {Mentions("d.data::text")} limit 1000", ct, (object)words)) work.Remains.Add(new("viewFilter", view, null));
    }

    // A condition with a query in it would be taken for a whole one, so ids come first.
    private static async Task<IReadOnlyList<Job>> JobsAsync(IDocumentSession session, string where, object[] values, CancellationToken ct)
    {
        var ids = await session.AdvancedSql.QueryAsync<Guid>($"select d.id from kernel.mt_doc_job as d where {where} and d.data ->> 'kind' <> '{ErasureRunner.JobKind}' limit 1000", ct, values);
        return await session.LoadManyAsync<Job>(ct, [.. ids]);
    }

    private static string Mentions(string text) => $"exists (select from unnest(?::text[]) w where position(w in lower({text})) > 0)";

    /// <summary>Imports whose jobs wrote the records, and those whose samples show the person.</summary>
    private static async Task<IReadOnlyList<Import>> ImportsAsync(IDocumentSession session, Subject subject, CancellationToken ct)
    {
        var ids = await session.AdvancedSql.QueryAsync<Guid>($"""
            select d.id from kernel.mt_doc_import as d where not d.mt_deleted and ({Mentions("d.data::text")} or (d.data ->> 'jobId') in (
              select substr(c.means, 5) from kernel.changes c where c.object = ? and c.object_id = any(?::text[]) and c.means like 'job:%'))
            """, ct, subject.Words.ToArray(), subject.Object, subject.Names.ToArray());
        return [.. (await session.HeldAsync<Import>([.. ids], ct)).Values];
    }

    private static async IAsyncEnumerable<JsonElement> ChangesAsync(IDocumentSession session, Subject subject, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        for (var after = 0L; ;)
        {
            var page = await session.AdvancedSql.QueryAsync<SubjectChange>("""
                select jsonb_build_object('number', c.id, 'entry', jsonb_build_object('at', c.at, 'actor', c.actor, 'means', c.means, 'object', c.object, 'objectId', c.object_id, 'action', c.action, 'fields', c.fields, 'before', v.before, 'after', v.after))
                from kernel.changes c left join kernel.change_values v on v.change_id = c.id where c.object = ? and c.object_id = any(?::text[]) and c.id > ? order by c.id limit 500
                """, ct, subject.Object, subject.Names.ToArray(), after);
            foreach (var change in page) yield return change.Entry;
            if (page.Count < 500) yield break;
            after = page[^1].Number;
        }
    }

    private sealed record SubjectChange(long Number, JsonElement Entry);
}
