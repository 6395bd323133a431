using Crm.Kernel.Access;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Importing;

/// <summary>Settles how an import's rows become records, as a JSON merge patch of its terms.</summary>
internal sealed record UpdateImport
{
    [RouteParam] public Guid Id { get; init; }
    [FromBody] public required MergePatch<ImportTerms> Changes { get; init; }
}

internal sealed class UpdateImportEndpoint(IDocumentSession session, IEnumerable<RecordImport> imports, RightsOf members, Caller caller, TimeProvider clock) : Endpoint<UpdateImport, ImportView>
{
    public override void Configure()
    {
        Patch("/api/v1/imports/{id}");
        Permissions(ImportPermissions.Import);
        this.Describes("updateImport", "Imports", "Settle how an import's rows become records", 200, ImportProblems.Busy, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(UpdateImport r, CancellationToken ct)
    {
        var import = await session.ImportAsync(r.Id, caller, ct);
        await HttpContext.HonourIfMatchAsync(session, import, ct);
        await session.RefuseBusyAsync(import, ct);
        import.Terms = r.Changes.ApplyTo(import.Terms, ImportTermsValidator.Instance);
        await import.CheckAsync(imports.Single(i => i.Object == import.Object), await CustomFieldSet.LoadAsync(session, ct), members, caller.TenantId, ct);
        import.Touch(caller.Actor, clock.GetUtcNow());
        session.UpdateRevision(import, import.Version + 1);
        await Send.ChangedAsync(import.Version + 1, ImportView.Of(import), ct);
    }
}
