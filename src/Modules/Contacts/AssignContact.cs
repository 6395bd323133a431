using Crm.Contracts.Contacts;
using Crm.Kernel;
using Crm.Kernel.Assignment;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Contacts;

/// <summary>Gives a contact to whom the rules of assignment say.</summary>
internal sealed record AssignContact
{
    [RouteParam] public Guid Id { get; init; }

    /// <summary>Only tells who it would be, and why.</summary>
    [QueryParam] public bool DryRun { get; init; }
}

internal sealed class AssignContactEndpoint(IDocumentSession session, Assignments assignments, Outbox outbox, Caller caller, TimeProvider clock) : Endpoint<AssignContact, AssignmentView>
{
    public override void Configure()
    {
        Post("/api/v1/contacts/{id}/assignment");
        Permissions(ContactPermissions.Write);
        this.Describes("assignContact", "Contacts", "Give a contact to whom the rules say", 200, KernelProblems.RecordReadOnly, KernelProblems.FieldReadOnly, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(AssignContact request, CancellationToken ct)
    {
        var (contact, now) = (await session.LiveAsync<Contact>(request.Id, ct), clock.GetUtcNow());
        await HttpContext.HonourIfMatchAsync(session, contact, ct);
        var decided = await assignments.DecideAsync(contact, take: !request.DryRun, ct);
        var given = !request.DryRun && decided.OwnerId is { } owner && owner != contact.OwnerId;
        if (given)
        {
            contact.OwnerId = decided.OwnerId;
            contact.Touch(caller.Actor, now);
            session.UpdateRevision(contact, contact.Version + 1);
            await outbox.PublishAsync(new ContactUpdated(Guid.CreateVersion7(now), contact.Id, contact.FullName, ["ownerId"], caller.Actor, now));
        }
        await Send.ChangedAsync(given ? contact.Version + 1 : contact.Version, decided, ct);
    }
}
