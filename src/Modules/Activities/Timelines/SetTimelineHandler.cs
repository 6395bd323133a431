using System.Security.Cryptography;
using Crm.Contracts.Companies;
using Crm.Contracts.Contacts;
using Crm.Kernel;
using Marten;

namespace Crm.Activities.Timelines;

/// <summary>Writes what was done to many records at once into the timelines of them all. What is told twice is there already.</summary>
public static class SetTimelineHandler
{
    public static async Task Handle(ContactsWritten e, IDocumentSession session, CancellationToken ct)
    {
        await ForgetAsync(session, e.Removed, ct);
        await session.InsertMissingAsync<TimelineEntry>(
        [
            .. e.Created.Select(c => Entry(e.EventId, c.ContactId, "contact.created", e.At, e.Actor, to: c.Stage)),
            .. e.Changed.Where(c => c.Fields.Count > 0).Select(c => Entry(e.EventId, c.ContactId, "contact.updated", e.At, e.Actor, c.Fields)),
            .. e.Changed.Where(c => c.To is not null).Select(c => Entry(e.EventId, c.ContactId, "contact.stageChanged", e.At, e.Actor, from: c.From, to: c.To)),
            .. e.Trashed.Select(id => Entry(e.EventId, id, "contact.trashed", e.At, e.Actor)),
            .. e.Restored.Select(id => Entry(e.EventId, id, "contact.restored", e.At, e.Actor)),
        ], ct);
    }

    public static async Task Handle(CompaniesWritten e, IDocumentSession session, CancellationToken ct)
    {
        await ForgetAsync(session, e.Removed, ct);
        await session.InsertMissingAsync<TimelineEntry>(
        [
            .. e.Created.Select(id => Entry(e.EventId, id, "company.created", e.At, e.Actor)),
            .. e.Changed.Select(c => Entry(e.EventId, c.CompanyId, "company.updated", e.At, e.Actor, c.Fields)),
            .. e.Trashed.Select(id => Entry(e.EventId, id, "company.trashed", e.At, e.Actor)),
            .. e.Restored.Select(id => Entry(e.EventId, id, "company.restored", e.At, e.Actor)),
        ], ct);
    }

    /// <summary>Who never was has no timeline.</summary>
    private static async Task ForgetAsync(IDocumentSession session, IReadOnlyList<Guid> records, CancellationToken ct)
    {
        if (records.Count == 0) return;
        var entries = await session.Query<TimelineEntry>().Where(e => e.RecordId.IsOneOf(records.ToArray()) && e.AboutId == null).Select(e => e.Id).ToListAsync(ct);
        await session.DeleteSetAsync<TimelineEntry>(entries, ct);
    }

    private static TimelineEntry Entry(Guid step, Guid record, string kind, DateTimeOffset at, string actor, IReadOnlyList<string>? fields = null, string? from = null, string? to = null) => new()
    {
        Id = new(SHA256.HashData([.. step.ToByteArray(), .. record.ToByteArray(), .. System.Text.Encoding.UTF8.GetBytes(kind)])[..16]),
        RecordId = record,
        Kind = kind,
        At = at,
        Actor = actor,
        Fields = fields,
        From = from,
        To = to,
    };
}
