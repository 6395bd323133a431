using Crm.Contracts.Contacts;
using Marten;

namespace Crm.Activities.Timelines;

/// <summary>Writes what contacts go through into their timelines.</summary>
public static class ContactTimelineHandler
{
    public static void Handle(ContactCreated e, IDocumentSession session) =>
        session.Store(new TimelineEntry { Id = e.EventId, RecordId = e.ContactId, Kind = "contact.created", At = e.At, Actor = e.Actor, To = e.Stage });

    public static void Handle(ContactUpdated e, IDocumentSession session) =>
        session.Store(new TimelineEntry { Id = e.EventId, RecordId = e.ContactId, Kind = "contact.updated", At = e.At, Actor = e.Actor, Fields = e.Fields });

    public static void Handle(ContactStageChanged e, IDocumentSession session) =>
        session.Store(new TimelineEntry { Id = e.EventId, RecordId = e.ContactId, Kind = "contact.stageChanged", At = e.At, Actor = e.Actor, From = e.From, To = e.To });

    public static void Handle(ContactConsentChanged e, IDocumentSession session) => session.Store(new TimelineEntry
    {
        Id = e.EventId,
        RecordId = e.ContactId,
        Kind = $"contact.consent{char.ToUpperInvariant(e.Status[0])}{e.Status[1..]}",
        At = e.At,
        Actor = e.Actor,
        To = e.Purpose,
        Collection = "consents",
    });

    public static void Handle(ContactTrashed e, IDocumentSession session) =>
        session.Store(new TimelineEntry { Id = e.EventId, RecordId = e.ContactId, Kind = "contact.trashed", At = e.At, Actor = e.Actor });

    public static void Handle(ContactRestored e, IDocumentSession session) =>
        session.Store(new TimelineEntry { Id = e.EventId, RecordId = e.ContactId, Kind = "contact.restored", At = e.At, Actor = e.Actor });
}
