using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using FluentValidation;
using Marten;

namespace Crm.Contacts.Consents;

/// <summary>Records that a contact takes back what it gave.</summary>
internal sealed record WithdrawConsent
{
    [RouteParam] public Guid Id { get; init; }
    [RouteParam] public Guid ConsentId { get; init; }
    [FromBody] public required WithdrawalTerms Terms { get; init; }
}

/// <summary>How a contact took something back.</summary>
internal sealed record WithdrawalTerms
{
    public required ConsentSource Source { get; init; }
    public ConsentProof? Proof { get; init; }
}

internal sealed class WithdrawConsentValidator : Validator<WithdrawConsent>
{
    public WithdrawConsentValidator() => RuleFor(w => w.Terms.Proof!).SetValidator(new ConsentProofValidator()).When(w => w.Terms.Proof is not null);
}

internal sealed class WithdrawConsentEndpoint(IDocumentSession session, ConsentLedger ledger) : Endpoint<WithdrawConsent, ConsentView>
{
    public override void Configure()
    {
        Post("/api/v1/contacts/{id}/consents/{consentId}/withdrawal");
        Permissions(ConsentPermissions.Write);
        this.Describes("withdrawConsent", "Consents", "Record that a contact takes back what it gave", 201, ConsentProblems.NotGiven, KernelProblems.RecordReadOnly, KernelProblems.FieldReadOnly, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(WithdrawConsent request, CancellationToken ct)
    {
        var contact = await session.LiveAsync<Contact>(request.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, contact, ct);
        if (await session.LoadAsync<Consent>(request.ConsentId, ct) is not { } given || !(await ledger.PeopleAsync(contact.Id, ct)).Contains(given.ContactId)) throw KernelProblems.NotFound.With();
        if (given.Status is not ConsentStatus.Given || !contact.Consents.Any(c => c.ConsentId == given.Id)) throw ConsentProblems.NotGiven.With();
        var fields = new ConsentFields { Purpose = given.Purpose, Status = ConsentStatus.Withdrawn, Basis = given.Basis, Source = request.Terms.Source, Proof = request.Terms.Proof };
        var entry = await ledger.RecordAsync(contact, fields, ct);
        await Send.CreatedAsync($"/api/v1/contacts/{contact.Id}/consents/{entry.Id}", ConsentView.Of(entry), ct);
    }
}
