using Crm.Contracts.Tenancy;
using Crm.Kernel.Control;

namespace Crm.Identity.Accounts;

/// <summary>A company that an account may enter.</summary>
internal sealed record Membership(TenantInfo Tenant, string Role);

/// <summary>Which companies an account belongs to, and which one it enters.</summary>
internal sealed class Memberships(ControlSession control, ITenantDirectory directory)
{
    private static readonly string[] Enterable = ["active", "readOnly", "suspended"];

    /// <summary>The longest-standing first. A suspended company counts: its door says why nothing works there.</summary>
    public async Task<IReadOnlyList<Membership>> OfAsync(Guid accountId, CancellationToken ct)
    {
        var rows = await control.QueryAsync<(Guid TenantId, string Role)>(
            "select tenant_id, role from identity.memberships where account_id = @accountId and status = 'active' order by created_at, tenant_id", new { accountId }, ct);
        var found = new List<Membership>(rows.Count);
        foreach (var (tenantId, role) in rows)
            if (await directory.FindAsync(tenantId, ct) is { } tenant && Enterable.Contains(tenant.State)) found.Add(new(tenant, role));
        return found;
    }

    /// <summary>The one that is named by slug or id; without a name the last used one, else the first that is not suspended.</summary>
    public static Membership? Choose(IReadOnlyList<Membership> memberships, string? wanted, Guid? lastUsed) => wanted is null
        ? memberships.OrderBy(m => m.Tenant.State == "suspended").ThenByDescending(m => m.Tenant.Id == lastUsed).FirstOrDefault()
        : memberships.FirstOrDefault(m => m.Tenant.Slug == wanted || (Guid.TryParse(wanted, out var id) && m.Tenant.Id == id));
}
