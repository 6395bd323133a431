using Crm.Identity.Sessions;
using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Identity.Access;

/// <summary>Removes a role.</summary>
internal sealed record RemoveRole
{
    [RouteParam] public string Id { get; init; } = "";

    /// <summary>The role that its members get instead, and open invitations and single sign-on name instead; without it a role in use is kept.</summary>
    [QueryParam] public string? ReassignTo { get; init; }
}

internal sealed class RemoveRoleEndpoint(ControlSession control, RoleBook roles, Rights rights, Caller caller, TimeProvider clock) : Endpoint<RemoveRole>
{
    public override void Configure()
    {
        Delete("/api/v1/roles/{id}");
        Permissions(AccessPermissions.WriteRoles);
        this.Describes("removeRole", "Access", "Remove a role", 204,
            IdentityProblems.RoleBuiltIn, IdentityProblems.RoleInUse, IdentityProblems.RoleUnknown, IdentityProblems.BeyondOwnRights,
            IdentityProblems.StepUpRequired, KernelProblems.Impersonated, KernelProblems.Stale);
    }

    public override async Task HandleAsync(RemoveRole r, CancellationToken ct)
    {
        if (Role.IsBuiltIn(r.Id)) throw IdentityProblems.RoleBuiltIn.With();
        await control.HoldMembersAsync(caller.TenantId, ct);
        var role = await roles.FindAsync(r.Id, ct, locked: true) ?? throw KernelProblems.NotFound.With();
        HttpContext.HonourIfMatch(role.Version);
        if (r.ReassignTo == r.Id) throw IdentityProblems.RoleUnknown.With(pointer: "?reassignTo");
        if (r.ReassignTo is { } heir) await roles.CheckGivableAsync(heir, rights, "?reassignTo", ct);
        if (r.ReassignTo == Crm.Kernel.Roles.Owner) RecentProof.Demand(caller, clock);
        await roles.RemoveAsync(role, r.ReassignTo, ct);
        await Send.NoContentAsync(ct);
    }
}
