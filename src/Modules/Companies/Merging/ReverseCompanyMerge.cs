using Crm.Kernel;
using Crm.Kernel.ChangeLog;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Companies.Merging;

/// <summary>Makes of one company those again that it was made of.</summary>
internal sealed record ReverseCompanyMerge
{
    [RouteParam] public Guid Id { get; init; }
    [RouteParam] public Guid MergeId { get; init; }
}

/// <summary>A merge that was reversed.</summary>
/// <param name="Company">The company that remained, without what it got by the merge.</param>
/// <param name="Restored">The companies that came back, as they were.</param>
/// <param name="Kept">Members of the one that remained which were changed since, and keep that.</param>
internal sealed record ReversedCompanyMergeView(CompanyView Company, IReadOnlyList<CompanyView> Restored, IReadOnlyList<string> Kept);

internal sealed class ReverseCompanyMergeEndpoint(IDocumentSession session, CompanyMerging merging, TimeProvider clock) : Endpoint<ReverseCompanyMerge, ReversedCompanyMergeView>
{
    public override void Configure()
    {
        Post("/api/v1/companies/{id}/merges/{mergeId}/reversal");
        Permissions(CompanyPermissions.Write);
        this.Describes("reverseCompanyMerge", "Companies", "Make of a company those again that it was made of", 200,
            CompanyProblems.MergeNotReversible, CompanyProblems.DomainTaken, KernelProblems.RecordReadOnly, KernelProblems.FieldReadOnly, CustomFieldProblems.ValueTaken, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(ReverseCompanyMerge request, CancellationToken ct)
    {
        var survivor = await session.LiveAsync<Company>(request.Id, ct);
        if (await session.LoadAsync<CompanyMerge>(request.MergeId, ct) is not { } merge || merge.CompanyId != survivor.Id) throw KernelProblems.NotFound.With();
        await HttpContext.HonourIfMatchAsync(session, survivor, ct);
        if (merge.IsFinal(clock.GetUtcNow())) throw CompanyProblems.MergeNotReversible.With();
        var found = (await session.LoadManyAsync<Company>(ct, merge.From)).Where(c => c.Deleted && c.MergedInto == survivor.Id).ToDictionary(c => c.Id);
        if (found.Count < merge.From.Length || await ChangeFeed.ValuesAtAsync(session, "company", survivor.Id, merge.Version, ct) is not { } change) throw CompanyProblems.MergeNotReversible.With();

        var others = merge.From.Select(id => found[id]).ToList();
        var reversed = await merging.ReverseAsync(merge, survivor, others, new(change), ct);
        await Send.ChangedAsync(survivor.Version + 1, new(CompanyView.Of(reversed.Record), [.. others.Select(CompanyView.Of)], reversed.Kept), ct);
    }
}
