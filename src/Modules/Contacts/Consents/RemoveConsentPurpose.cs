using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Contacts.Consents;

/// <summary>Takes a purpose out of use. What was recorded of it stays, and can be withdrawn.</summary>
internal sealed record RemoveConsentPurpose
{
    [RouteParam] public string Key { get; init; } = "";
}

internal sealed class RemoveConsentPurposeEndpoint(IDocumentSession session, Caller caller, TimeProvider clock) : Endpoint<RemoveConsentPurpose>
{
    public override void Configure()
    {
        Delete("/api/v1/consent-purposes/{key}");
        Permissions(ConsentPermissions.Configure);
        this.Describes("removeConsentPurpose", "Consents", "Take a purpose out of use; what was recorded of it stays", 204, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(RemoveConsentPurpose request, CancellationToken ct)
    {
        var purposes = await ConsentPurposes.LoadAsync(session, ct);
        _ = purposes.View(request.Key);
        await HttpContext.HonourIfMatchAsync(session, purposes, ct);
        purposes.Change(request.Key, p => p with { Removed = true });
        purposes.Save(session, caller.Actor, clock.GetUtcNow());
        await Send.NoContentAsync(ct);
    }
}
