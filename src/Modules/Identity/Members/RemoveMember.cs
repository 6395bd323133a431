using Crm.Identity.Access;
using Crm.Kernel.Access;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Identity.Members;

/// <summary>Takes an account out of the company. What it owned keeps its owner until somebody reassigns it.</summary>
internal sealed record RemoveMember
{
    /// <summary>The member's account.</summary>
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class RemoveMemberEndpoint(MemberBook members, RoleBook roles, Rights rights) : Endpoint<RemoveMember>
{
    public override void Configure()
    {
        Delete("/api/v1/members/{id}");
        Permissions(AccessPermissions.WriteMembers);
        this.Describes("removeMember", "Access", "Take a member out of the company", 204, IdentityProblems.BeyondOwnRights, IdentityProblems.LastOwner, IdentityProblems.StepUpRequired, KernelProblems.Impersonated, KernelProblems.Stale);
    }

    public override async Task HandleAsync(RemoveMember r, CancellationToken ct)
    {
        var member = await members.LockAsync(r.Id, ct);
        HttpContext.HonourIfMatch(member.Version);
        await roles.CheckTouchableAsync(member.Role, rights, "", ct);
        await members.RemoveAsync(member, ct);
        await Send.NoContentAsync(ct);
    }
}
