using Crm.Identity.Access;
using Crm.Kernel.Http;
using FastEndpoints;

namespace Crm.Identity.Members;

/// <summary>Asks for one member.</summary>
internal sealed record GetMember
{
    /// <summary>The member's account.</summary>
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetMemberEndpoint(MemberBook members) : Endpoint<GetMember, MemberView>
{
    public override void Configure()
    {
        Get("/api/v1/members/{id}");
        Permissions(AccessPermissions.ReadMembers);
        this.Describes("getMember", "Access", "Read a member", 200);
    }

    public override async Task HandleAsync(GetMember r, CancellationToken ct)
    {
        var member = await members.GetAsync(r.Id, ct);
        await Send.ChangedAsync(member.Version, MemberView.Of(member), ct);
    }
}
