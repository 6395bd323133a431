using Crm.Contacts.Stages;
using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using FluentValidation;
using Marten;

namespace Crm.Contacts;

/// <summary>Moves a contact to another stage.</summary>
internal sealed record ChangeContactStage
{
    [RouteParam] public Guid Id { get; init; }
    [FromBody] public required ContactStage To { get; init; }
}

/// <summary>The stage a contact is in.</summary>
/// <param name="Stage">Its key.</param>
internal sealed record ContactStage(string Stage);

internal sealed class ChangeContactStageValidator : Validator<ChangeContactStage>
{
    public ChangeContactStageValidator() => RuleFor(c => c.To.Stage).NotEmpty().MaximumLength(40);
}

internal sealed class ChangeContactStageEndpoint(IDocumentSession session, Outbox outbox, Caller caller, TimeProvider clock) : Endpoint<ChangeContactStage, ContactView>
{
    public override void Configure()
    {
        Put("/api/v1/contacts/{id}/stage");
        Permissions(ContactPermissions.Write);
        this.Describes("changeContactStage", "Contacts", "Move a contact to another stage", 200,
            ContactProblems.StageUnknown, KernelProblems.Conflict, KernelProblems.Stale, KernelProblems.PreconditionRequired);
    }

    public override async Task HandleAsync(ChangeContactStage request, CancellationToken ct)
    {
        var contact = await session.LiveAsync<Contact>(request.Id, ct);
        await HttpContext.RequireIfMatchAsync(session, contact, ct);
        var stages = await StageSet.HoldAsync(session, ct);

        var version = contact.Version;
        if (contact.MoveTo(stages.Settle(request.To.Stage), caller.Actor, clock.GetUtcNow()) is { } moved)
        {
            session.UpdateRevision(contact, ++version);
            await outbox.PublishAsync(moved);
        }
        await Send.ChangedAsync(version, ContactView.Of(contact), ct);
    }
}
