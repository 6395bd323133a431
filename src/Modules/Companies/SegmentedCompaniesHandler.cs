using Crm.Contracts.Companies;
using Crm.Contracts.Records;
using Crm.Kernel.Segments;
using Marten;
using Wolverine;

namespace Crm.Companies;

/// <summary>Holds companies that were written against the segments they may be in.</summary>
public static class SegmentedCompaniesHandler
{
    public static Task<OutgoingMessages> Handle(CompanyCreated e, IDocumentSession session, SegmentDesk desk, CancellationToken ct) => desk.TouchAsync(session, Company.Kind, [e.CompanyId], ct);

    public static Task<OutgoingMessages> Handle(CompanyUpdated e, IDocumentSession session, SegmentDesk desk, CancellationToken ct) => desk.TouchAsync(session, Company.Kind, [e.CompanyId], ct);

    public static Task<OutgoingMessages> Handle(CompanyTrashed e, IDocumentSession session, SegmentDesk desk, CancellationToken ct) => desk.TouchAsync(session, Company.Kind, [e.CompanyId], ct);

    public static Task<OutgoingMessages> Handle(CompanyRestored e, IDocumentSession session, SegmentDesk desk, CancellationToken ct) => desk.TouchAsync(session, Company.Kind, [e.CompanyId], ct);

    public static Task<OutgoingMessages> Handle(CompaniesMerged e, IDocumentSession session, SegmentDesk desk, CancellationToken ct) => desk.TouchAsync(session, Company.Kind, [e.CompanyId, .. e.From], ct);

    public static Task<OutgoingMessages> Handle(CompanyMergeReversed e, IDocumentSession session, SegmentDesk desk, CancellationToken ct) => desk.TouchAsync(session, Company.Kind, [e.CompanyId, .. e.From], ct);

    public static Task<OutgoingMessages> Handle(CompaniesWritten e, IDocumentSession session, SegmentDesk desk, CancellationToken ct) =>
        desk.TouchAsync(session, Company.Kind, [.. e.Created, .. e.Changed.Select(c => c.CompanyId), .. e.Trashed, .. e.Restored, .. e.Removed], ct);

    public static Task<OutgoingMessages> Handle(RecordsPurged e, IDocumentSession session, SegmentDesk desk, CancellationToken ct) => desk.TouchAsync(session, Company.Kind, e.Object == Company.Kind ? e.Ids : [], ct);
}
