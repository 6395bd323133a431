using Crm.Identity.Access;
using Crm.Kernel.Http;
using FastEndpoints;

namespace Crm.Identity.Invitations;

/// <summary>Asks for one invitation.</summary>
internal sealed record GetInvitation
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetInvitationEndpoint(InvitationBook invitations, TimeProvider clock) : Endpoint<GetInvitation, InvitationView>
{
    public override void Configure()
    {
        Get("/api/v1/invitations/{id}");
        Permissions(AccessPermissions.WriteMembers);
        this.Describes("getInvitation", "Access", "Read an invitation", 200);
    }

    public override async Task HandleAsync(GetInvitation r, CancellationToken ct) =>
        await Send.OkAsync(InvitationView.Of(await invitations.GetAsync(r.Id, ct), clock.GetUtcNow()), ct);
}
