using Crm.Contracts.Tenancy;
using Crm.Identity.Platform;
using Crm.Identity.Sessions;
using Crm.Kernel.Access;

namespace Crm.Identity.Profiles;

/// <summary>The caller.</summary>
/// <param name="Account">Who it is.</param>
/// <param name="Profile">How the company knows them; what PATCH changes.</param>
/// <param name="Membership">The company of the access token.</param>
/// <param name="Role">In that company.</param>
/// <param name="Permissions">What the role may do.</param>
/// <param name="Entitlements">What the company's plan gives.</param>
/// <param name="PendingEmail">The address that waits to be confirmed.</param>
internal sealed record MeView(AccountView Account, ProfileFields Profile, MembershipView Membership, string Role, IReadOnlyList<string> Permissions, Entitlements Entitlements, string? PendingEmail = null)
{
    /// <summary>There only while an operator of the service works as this member.</summary>
    public ImpersonationView? Impersonation { get; init; }

    public static MeView Of(UserProfile profile, DateTimeOffset since, TenantInfo tenant, Rights rights, string? pendingEmail) => new(
        new(profile.Id, profile.Email, profile.FullName), ProfileFields.Of(profile),
        new(new(tenant.Id, tenant.Slug, tenant.Organization, rights.Role), "active", since), rights.Role,
        [.. rights.Permissions.Keys.Order()], new([], new Dictionary<string, long>()), pendingEmail);
}

/// <summary>What belonging to a company says.</summary>
internal sealed record MembershipView(TenantView Tenant, string Status, DateTimeOffset Since);

/// <summary>What the plan gives.</summary>
/// <param name="Features">Names of what is switched on.</param>
/// <param name="Limits">How much there is of what is counted.</param>
internal sealed record Entitlements(IReadOnlyList<string> Features, IReadOnlyDictionary<string, long> Limits);
