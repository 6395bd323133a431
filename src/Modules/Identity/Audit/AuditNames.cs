using Crm.Kernel;
using Crm.Kernel.Control;

namespace Crm.Identity.Audit;

/// <summary>Names of those who appear in a company's history.</summary>
internal sealed class AuditNames(ControlSession control, Caller caller)
{
    public async Task<IReadOnlyDictionary<Guid, string>> OfAsync(IEnumerable<AuditRow> rows, CancellationToken ct)
    {
        var ids = rows.SelectMany(row => AuditActorView.Ids(row.Actor)).Distinct().ToArray();
        if (ids.Length == 0) return new Dictionary<Guid, string>();
        var found = await control.QueryAsync<(Guid Id, string Name)>(
            """
            select id, full_name from identity.accounts where id = any(@ids)
            union all select id, name from identity.api_keys where tenant_id = @TenantId and id = any(@ids)
            """, new { ids, caller.TenantId }, ct);
        return found.ToDictionary(one => one.Id, one => one.Name);
    }
}
