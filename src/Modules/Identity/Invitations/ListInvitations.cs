using Crm.Identity.Access;
using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;

namespace Crm.Identity.Invitations;

/// <summary>Asks for a page of invitations.</summary>
internal sealed record ListInvitations : PageRequest;

internal sealed class ListInvitationsEndpoint(ControlPages pages, Caller caller, TimeProvider clock) : Endpoint<ListInvitations, Page<InvitationView>>
{
    public override void Configure()
    {
        Get("/api/v1/invitations");
        Permissions(AccessPermissions.WriteMembers);
        this.Describes("listInvitations", "Access", "List the invitations, newest first", 200);
    }

    public override async Task HandleAsync(ListInvitations r, CancellationToken ct) =>
        await Send.PageAsync(await pages.ReadAsync<Invitation, InvitationView>(
            InvitationBook.Select, "i.id", i => i.Id, new { caller.TenantId }, r, i => InvitationView.Of(i, clock.GetUtcNow()), ct, descending: true), ct);
}
