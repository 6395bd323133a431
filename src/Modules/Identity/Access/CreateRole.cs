using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.Http;
using FastEndpoints;

namespace Crm.Identity.Access;

/// <summary>A role to be.</summary>
internal sealed record CreateRole
{
    [FromBody] public required RoleFields Role { get; init; }
}

internal sealed class CreateRoleValidator : Validator<CreateRole>
{
    public CreateRoleValidator() => RuleFor(r => r.Role).SetValidator(RoleFieldsValidator.Instance);
}

internal sealed class CreateRoleEndpoint(RoleBook roles, PermissionCatalogue catalogue, RuledFields ruled, Rights rights) : Endpoint<CreateRole, RoleView>
{
    public override void Configure()
    {
        Post("/api/v1/roles");
        Permissions(AccessPermissions.WriteRoles);
        this.Describes("createRole", "Access", "Make a role", 201, IdentityProblems.RoleNameTaken, IdentityProblems.TooManyRoles, IdentityProblems.BeyondOwnRights);
    }

    public override async Task HandleAsync(CreateRole r, CancellationToken ct)
    {
        r.Role.Check(catalogue, ruled, rights);
        var role = await roles.AddAsync(r.Role, ct);
        await Send.CreatedAsync($"/api/v1/roles/{role.Id}", RoleView.Of(role), ct);
    }
}
