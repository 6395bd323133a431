using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;

namespace Crm.Identity.Access;

/// <summary>A permission that roles can hold.</summary>
/// <param name="Name">Resource and act.</param>
/// <param name="Scoped">Whether a role's scope says with which records it may be used.</param>
/// <param name="From">The least of the built-in roles that holds it.</param>
internal sealed record PermissionView(string Name, string Summary, bool Scoped, string From);

internal sealed class ListPermissionsEndpoint(PermissionCatalogue catalogue, OwnedRecords records) : EndpointWithoutRequest<Page<PermissionView>>
{
    public override void Configure()
    {
        Get("/api/v1/permissions");
        Permissions(AccessPermissions.ReadMembers);
        this.Describes("listPermissions", "Access", "List the permissions that roles can hold", 200);
    }

    public override Task HandleAsync(CancellationToken ct)
    {
        PermissionView[] all = [.. catalogue.All.Select(p => new PermissionView(p.Name, p.Summary, records.AreOpenedBy(p.Name), p.From))];
        return Send.OkAsync(new(all, new(all.Length, HasMore: false)), ct);
    }
}
