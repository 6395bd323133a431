using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using Crm.Kernel.Values;
using FastEndpoints;
using Marten;

namespace Crm.Contacts.Consents;

/// <summary>Changes to a purpose, as a JSON merge patch.</summary>
internal sealed record ChangeConsentPurpose
{
    [RouteParam] public string Key { get; init; } = "";
    [FromBody] public required MergePatch<ConsentPurposeFields> Changes { get; init; }
}

internal sealed class ChangeConsentPurposeEndpoint(IDocumentSession session, Caller caller, TimeProvider clock) : Endpoint<ChangeConsentPurpose, ConsentPurposeView>
{
    public override void Configure()
    {
        Patch("/api/v1/consent-purposes/{key}");
        Permissions(ConsentPermissions.Configure);
        this.Describes("updateConsentPurpose", "Consents", "Rename or describe a purpose", 200, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(ChangeConsentPurpose request, CancellationToken ct)
    {
        var purposes = await ConsentPurposes.LoadAsync(session, ct);
        var view = purposes.View(request.Key);
        await HttpContext.HonourIfMatchAsync(session, purposes, ct);
        var (before, version) = (new ConsentPurposeFields { Label = view.Label, Description = view.Description }, purposes.Version);
        var fields = request.Changes.ApplyTo(before, ConsentPurposeFieldsValidator.Instance);
        if (fields != before)
        {
            purposes.Change(request.Key, p => p with { Label = fields.Label.Trim(), Description = fields.Description.Tidy() });
            version = purposes.Save(session, caller.Actor, clock.GetUtcNow());
        }
        await Send.ChangedAsync(version, purposes.View(request.Key), ct);
    }
}
