using Crm.Contracts.Contacts;
using Crm.Contracts.Records;
using Crm.Kernel.Segments;
using Marten;
using Wolverine;

namespace Crm.Contacts;

/// <summary>Holds contacts that were written against the segments they may be in.</summary>
public static class SegmentedContactsHandler
{
    public static Task<OutgoingMessages> Handle(ContactCreated e, IDocumentSession session, SegmentDesk desk, CancellationToken ct) => desk.TouchAsync(session, Contact.Kind, [e.ContactId], ct);

    public static Task<OutgoingMessages> Handle(ContactUpdated e, IDocumentSession session, SegmentDesk desk, CancellationToken ct) => desk.TouchAsync(session, Contact.Kind, [e.ContactId], ct);

    public static Task<OutgoingMessages> Handle(ContactStageChanged e, IDocumentSession session, SegmentDesk desk, CancellationToken ct) => desk.TouchAsync(session, Contact.Kind, [e.ContactId], ct);

    public static Task<OutgoingMessages> Handle(ContactConsentChanged e, IDocumentSession session, SegmentDesk desk, CancellationToken ct) => desk.TouchAsync(session, Contact.Kind, [e.ContactId], ct);

    public static Task<OutgoingMessages> Handle(ContactTrashed e, IDocumentSession session, SegmentDesk desk, CancellationToken ct) => desk.TouchAsync(session, Contact.Kind, [e.ContactId], ct);

    public static Task<OutgoingMessages> Handle(ContactRestored e, IDocumentSession session, SegmentDesk desk, CancellationToken ct) => desk.TouchAsync(session, Contact.Kind, [e.ContactId], ct);

    public static Task<OutgoingMessages> Handle(ContactsMerged e, IDocumentSession session, SegmentDesk desk, CancellationToken ct) => desk.TouchAsync(session, Contact.Kind, [e.ContactId, .. e.From], ct);

    public static Task<OutgoingMessages> Handle(ContactMergeReversed e, IDocumentSession session, SegmentDesk desk, CancellationToken ct) => desk.TouchAsync(session, Contact.Kind, [e.ContactId, .. e.From], ct);

    public static Task<OutgoingMessages> Handle(ContactsWritten e, IDocumentSession session, SegmentDesk desk, CancellationToken ct) =>
        desk.TouchAsync(session, Contact.Kind, [.. e.Created.Select(c => c.ContactId), .. e.Changed.Select(c => c.ContactId), .. e.Trashed, .. e.Restored, .. e.Removed], ct);

    public static Task<OutgoingMessages> Handle(RecordsPurged e, IDocumentSession session, SegmentDesk desk, CancellationToken ct) => desk.TouchAsync(session, Contact.Kind, e.Object == Contact.Kind ? e.Ids : [], ct);
}
