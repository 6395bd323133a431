using Crm.Contracts.Companies;
using Marten;

namespace Crm.Activities.Timelines;

/// <summary>Writes what companies go through into their timelines.</summary>
public static class CompanyTimelineHandler
{
    public static void Handle(CompanyCreated e, IDocumentSession session) =>
        session.Store(new TimelineEntry { Id = e.EventId, RecordId = e.CompanyId, Kind = "company.created", At = e.At, Actor = e.Actor });

    public static void Handle(CompanyUpdated e, IDocumentSession session) =>
        session.Store(new TimelineEntry { Id = e.EventId, RecordId = e.CompanyId, Kind = "company.updated", At = e.At, Actor = e.Actor, Fields = e.Fields });

    public static void Handle(CompanyTrashed e, IDocumentSession session) =>
        session.Store(new TimelineEntry { Id = e.EventId, RecordId = e.CompanyId, Kind = "company.trashed", At = e.At, Actor = e.Actor });

    public static void Handle(CompanyRestored e, IDocumentSession session) =>
        session.Store(new TimelineEntry { Id = e.EventId, RecordId = e.CompanyId, Kind = "company.restored", At = e.At, Actor = e.Actor });
}
