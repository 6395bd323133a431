using Crm.Kernel.Control;

namespace Crm.Identity.Access;

/// <summary>What is held until the end of the transaction, so that nobody has a role that is gone. Members before roles, roles before what names them.</summary>
internal static class Holds
{
    /// <summary>The company's memberships: one change of them at a time.</summary>
    public static Task HoldMembersAsync(this ControlSession control, Guid tenantId, CancellationToken ct) =>
        control.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('members:' || @tenantId::text, 0))", new { tenantId }, ct);

    /// <summary>Whether there is the role; if so, it stays while it is given.</summary>
    public static async Task<bool> HoldRoleAsync(this ControlSession control, string role, Guid tenantId, CancellationToken ct) =>
        Role.IsBuiltIn(role)
        || (Guid.TryParse(role, out var id) && await control.FirstAsync<Guid?>("select id from identity.roles where id = @id and tenant_id = @tenantId for share", new { id, tenantId }, ct) is not null);
}
