using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Contacts.Consents;

/// <summary>Records what a contact allowed, or did not.</summary>
internal sealed record RecordConsent
{
    [RouteParam] public Guid Id { get; init; }
    [FromBody] public required ConsentFields Consent { get; init; }
}

internal sealed class RecordConsentValidator : Validator<RecordConsent>
{
    public RecordConsentValidator(TimeProvider clock) => RuleFor(r => r.Consent).SetValidator(new ConsentFieldsValidator(clock));
}

internal sealed class RecordConsentEndpoint(IDocumentSession session, ConsentLedger ledger) : Endpoint<RecordConsent, ConsentView>
{
    public override void Configure()
    {
        Post("/api/v1/contacts/{id}/consents");
        Permissions(ConsentPermissions.Write);
        this.Describes("recordConsent", "Consents", "Record what a contact allows, refuses or withdraws", 201, ConsentProblems.PurposeUnknown, KernelProblems.RecordReadOnly, KernelProblems.FieldReadOnly, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(RecordConsent request, CancellationToken ct)
    {
        var contact = await session.LiveAsync<Contact>(request.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, contact, ct);
        var entry = await ledger.RecordAsync(contact, request.Consent, ct);
        await Send.CreatedAsync($"/api/v1/contacts/{contact.Id}/consents/{entry.Id}", ConsentView.Of(entry), ct);
    }
}
