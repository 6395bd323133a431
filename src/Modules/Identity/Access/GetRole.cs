using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Identity.Access;

/// <summary>Asks for one role.</summary>
internal sealed record GetRole
{
    /// <summary>A built-in role's name, or a custom role's id.</summary>
    [RouteParam] public string Id { get; init; } = "";
}

internal sealed class GetRoleEndpoint(RoleBook roles, PermissionCatalogue catalogue) : Endpoint<GetRole, RoleView>
{
    public override void Configure()
    {
        Get("/api/v1/roles/{id}");
        Permissions(AccessPermissions.ReadMembers);
        this.Describes("getRole", "Access", "Read a role", 200);
    }

    public override async Task HandleAsync(GetRole r, CancellationToken ct)
    {
        if (Role.IsBuiltIn(r.Id))
        {
            var builtIn = RoleView.OfBuiltIn(r.Id, catalogue);
            await Send.FoundAsync(builtIn.Mark(), builtIn, ct);
            return;
        }
        var role = await roles.FindAsync(r.Id, ct) ?? throw KernelProblems.NotFound.With();
        await Send.FoundAsync(role.Version, RoleView.Of(role), ct);
    }
}
