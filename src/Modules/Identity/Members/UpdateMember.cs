using Crm.Identity.Access;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Identity.Members;

/// <summary>Changes to a member, as a JSON merge patch: gives another role, suspends, lets in again. It takes effect within seconds. To make an owner, or unmake one, needs a recent login.</summary>
internal sealed record UpdateMember
{
    /// <summary>The member's account.</summary>
    [RouteParam] public Guid Id { get; init; }

    [FromBody] public required MergePatch<MemberFields> Changes { get; init; }
}

internal sealed class UpdateMemberEndpoint(MemberBook members) : Endpoint<UpdateMember, MemberView>
{
    public override void Configure()
    {
        Patch("/api/v1/members/{id}");
        Permissions(AccessPermissions.WriteMembers);
        this.Describes("updateMember", "Access", "Give a member another role, suspend it or let it in again", 200,
            IdentityProblems.RoleUnknown, IdentityProblems.BeyondOwnRights, IdentityProblems.LastOwner, IdentityProblems.StepUpRequired, KernelProblems.Impersonated, KernelProblems.Stale);
    }

    public override async Task HandleAsync(UpdateMember r, CancellationToken ct)
    {
        var member = await members.LockAsync(r.Id, ct);
        HttpContext.HonourIfMatch(member.Version);
        var fields = r.Changes.ApplyTo(new() { Role = member.Role, Status = member.Status }, MemberFieldsValidator.Instance);
        var changed = await members.ChangeAsync(member, fields, ct);
        await Send.ChangedAsync(changed.Version, MemberView.Of(changed), ct);
    }
}
