using Crm.Contracts.Companies;
using Crm.Contracts.Contacts;
using Marten;

namespace Crm.Activities;

/// <summary>Timelines follow merges and their reversals, in whichever order they are told.</summary>
public static class MergedRecordHandler
{
    public static Task Handle(ContactsMerged e, IDocumentSession session, CancellationToken ct) => NoteAsync(session, e.From, e.ContactId, e.At, ct);

    public static Task Handle(ContactMergeReversed e, IDocumentSession session, CancellationToken ct) => NoteAsync(session, e.From, Guid.Empty, e.At, ct);

    public static Task Handle(CompaniesMerged e, IDocumentSession session, CancellationToken ct) => NoteAsync(session, e.From, e.CompanyId, e.At, ct);

    public static Task Handle(CompanyMergeReversed e, IDocumentSession session, CancellationToken ct) => NoteAsync(session, e.From, Guid.Empty, e.At, ct);

    // The rows are written one after the other, so that of two messages the later one remains.
    private static async Task NoteAsync(IDocumentSession session, IReadOnlyList<Guid> records, Guid into, DateTimeOffset at, CancellationToken ct)
    {
        await session.BeginTransactionAsync(ct);
        await session.AdvancedSql.QueryAsync<string>("select pg_advisory_xact_lock(hashtextextended('activities.merges', 0))::text", ct);
        var known = (await session.LoadManyAsync<MergedRecord>(ct, [.. records])).ToDictionary(m => m.Id, m => m.At);
        foreach (var id in records.Where(id => !known.TryGetValue(id, out var last) || last < at)) session.Store(new MergedRecord { Id = id, Survivor = into, At = at });
    }
}
