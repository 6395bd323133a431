using Crm.Kernel.Privacy;
using Marten;

namespace Crm.Tenancy.Requests;

/// <summary>Answers that are kept for requests that may be repeated, and messages that were dealt with: where they tell of a person, they go before their time.</summary>
internal sealed class RequestSubjectData : SubjectData
{
    // What is on its way still is dealt with, and then kept as long.
    private static readonly TimeSpan MessagesLive = TimeSpan.FromHours(1);

    public override int Turn => 90;

    public override Task<IReadOnlyDictionary<string, long>> CountAsync(IDocumentSession session, Subject subject, CancellationToken ct) => Task.FromResult<IReadOnlyDictionary<string, long>>(new Dictionary<string, long>());

    public override async Task EraseAsync(ErasureStep work, Subject subject, CancellationToken ct)
    {
        string[] words = [.. subject.Names, .. subject.Words];
        await work.Session.BeginTransactionAsync(ct);
        work.Count("storedAnswers", (await work.Session.AdvancedSql.QueryAsync<long>($"""
            with gone as (delete from {work.Session.DocumentStore.Options.Schema.For<IdempotencyRecord>()} as d
              where exists (select from unnest(?::text[]) w where position(w in lower(d.data ->> 'body')) > 0) returning 1)
            select count(*) from gone
            """, ct, (object)words))[0]);
        work.Count("messages", (await work.Session.AdvancedSql.QueryAsync<long>("""
            with handled as (delete from wolverine.wolverine_incoming_envelopes e
              where e.status = 'Handled' and exists (select from unnest(?::text[]) w where position(convert_to(w, 'UTF8') in e.body) > 0) returning 1),
            dead as (delete from wolverine.wolverine_dead_letters e where exists (select from unnest(?::text[]) w where position(convert_to(w, 'UTF8') in e.body) > 0) returning 1)
            select (select count(*) from handled) + (select count(*) from dead)
            """, ct, subject.Names.ToArray(), subject.Names.ToArray()))[0]);
        work.Remains.Add(new("messages", null, work.Now + MessagesLive));
    }

    public override Task ExportAsync(IDocumentSession session, Subject subject, SubjectArchive archive, CancellationToken ct) => Task.CompletedTask;
}
