using Crm.Kernel;
using Crm.Kernel.Access;

namespace Crm.Identity.Platform;

/// <summary>What an operator may do as a member: what the member may, without what concerns the member's own account or who may enter the company.</summary>
internal static class GuestRights
{
    public static Rights Of(Rights member, PermissionCatalogue catalogue)
    {
        var closed = catalogue.All.Where(grant => grant.PeopleOnly && grant.Name != IdentityModule.ReadMe).Select(grant => grant.Name).ToHashSet();
        return member with { Permissions = member.Permissions.Where(held => !closed.Contains(held.Key)).ToDictionary() };
    }
}
