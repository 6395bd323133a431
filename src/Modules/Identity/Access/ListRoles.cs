using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;

namespace Crm.Identity.Access;

internal sealed class ListRolesEndpoint(RoleBook roles, PermissionCatalogue catalogue) : EndpointWithoutRequest<Page<RoleView>>
{
    public override void Configure()
    {
        Get("/api/v1/roles");
        Permissions(AccessPermissions.ReadMembers);
        this.Describes("listRoles", "Access", "List the roles: the built-in ones from the least to the most, then the company's own", 200);
    }

    public override async Task HandleAsync(CancellationToken ct)
    {
        RoleView[] all = [.. RoleView.OfAllBuiltIn(catalogue), .. (await roles.AllAsync(ct)).Select(RoleView.Of)];
        await Send.OkAsync(new(all, new(all.Length, HasMore: false)), ct);
    }
}
