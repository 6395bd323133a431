using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using Crm.Kernel.Values;
using FastEndpoints;
using FluentValidation;
using Marten;

namespace Crm.Contacts.Consents;

/// <summary>A purpose to be.</summary>
internal sealed record AddConsentPurpose
{
    /// <summary>What entries will name it by, for ever: <c>newsletter</c>.</summary>
    public required string Key { get; init; }

    public required string Label { get; init; }

    /// <summary>What it means.</summary>
    public string? Description { get; init; }
}

internal sealed class AddConsentPurposeValidator : Validator<AddConsentPurpose>
{
    public AddConsentPurposeValidator()
    {
        RuleFor(p => p.Key).NotEmpty().Matches(@"^[a-z][a-zA-Z0-9]{0,39}\z");
        RuleFor(p => p.Label).NotEmpty().MaximumLength(100).PlainText();
        RuleFor(p => p.Description).MaximumLength(2000);
    }
}

internal sealed class AddConsentPurposeEndpoint(IDocumentSession session, Caller caller, TimeProvider clock) : Endpoint<AddConsentPurpose, ConsentPurposeView>
{
    public override void Configure()
    {
        Post("/api/v1/consent-purposes");
        Permissions(ConsentPermissions.Configure);
        this.Describes("addConsentPurpose", "Consents", "Add a purpose", 201, ConsentProblems.PurposeKeyTaken, ConsentProblems.TooManyPurposes, KernelProblems.Conflict);
    }

    public override async Task HandleAsync(AddConsentPurpose request, CancellationToken ct)
    {
        var purposes = await ConsentPurposes.LoadAsync(session, ct);
        purposes.Add(new(request.Key, request.Label.Trim(), request.Description.Tidy()));
        var version = purposes.Save(session, caller.Actor, clock.GetUtcNow());
        await Send.CreatedAsync($"/api/v1/consent-purposes/{request.Key}", purposes.View(request.Key), ct, version);
    }
}
