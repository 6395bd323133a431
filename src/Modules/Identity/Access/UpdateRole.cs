using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Identity.Access;

/// <summary>Changes to a role, as a JSON merge patch. Its members have the new rights within seconds.</summary>
internal sealed record UpdateRole
{
    [RouteParam] public string Id { get; init; } = "";
    [FromBody] public required MergePatch<RoleFields> Changes { get; init; }
}

internal sealed class UpdateRoleEndpoint(RoleBook roles, PermissionCatalogue catalogue, RuledFields ruled, Rights rights) : Endpoint<UpdateRole, RoleView>
{
    public override void Configure()
    {
        Patch("/api/v1/roles/{id}");
        Permissions(AccessPermissions.WriteRoles);
        this.Describes("updateRole", "Access", "Change a role", 200,
            IdentityProblems.RoleNameTaken, IdentityProblems.RoleBuiltIn, IdentityProblems.BeyondOwnRights, KernelProblems.Stale);
    }

    public override async Task HandleAsync(UpdateRole r, CancellationToken ct)
    {
        if (Role.IsBuiltIn(r.Id)) throw IdentityProblems.RoleBuiltIn.With();
        var role = await roles.FindAsync(r.Id, ct, locked: true) ?? throw KernelProblems.NotFound.With();
        HttpContext.HonourIfMatch(role.Version);
        await roles.CheckGivableAsync(r.Id, rights, "", ct);
        var fields = r.Changes.ApplyTo(role.AsFields, RoleFieldsValidator.Instance);
        fields.Check(catalogue, ruled, rights);
        var changed = await roles.ChangeAsync(role, fields, ct);
        await Send.ChangedAsync(changed.Version, RoleView.Of(changed), ct);
    }
}
