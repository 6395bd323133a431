using Crm.Kernel;
using Crm.Kernel.Control;

namespace Crm.Identity.Audit;

/// <summary>Who appears in entries.</summary>
/// <param name="Names">Of accounts, API keys and operators.</param>
/// <param name="Stays">In whose place operators worked.</param>
internal sealed record AuditPeople(IReadOnlyDictionary<Guid, string> Names, IReadOnlyDictionary<Guid, Guid> Stays)
{
    public string? NameOf(Guid? id) => id is { } known ? Names.GetValueOrDefault(known) : null;
}

/// <summary>Looks up those who appear in a company's history.</summary>
internal sealed class AuditNames(ControlSession control, Caller caller)
{
    private const string Prefix = "impersonation:";

    public async Task<AuditPeople> OfAsync(IReadOnlyList<AuditRow> rows, CancellationToken ct)
    {
        var stays = rows.Where(row => row.Means.StartsWith(Prefix, StringComparison.Ordinal)).Select(row => AuditActorView.IdIn(row.Means)).OfType<Guid>().Distinct().ToArray();
        var members = stays.Length == 0 ? [] : (await control.QueryAsync<(Guid Stay, Guid Account)>(
            "select id, account_id from identity.impersonations where tenant_id = @TenantId and id = any(@stays)", new { stays, caller.TenantId }, ct)).ToDictionary(s => s.Stay, s => s.Account);
        var ids = rows.Select(row => AuditActorView.IdIn(row.Actor)).OfType<Guid>().Concat(members.Values).Distinct().ToArray();
        var names = ids.Length == 0 ? [] : (await control.QueryAsync<(Guid Id, string Name)>(
            """
            select id, full_name from identity.accounts where id = any(@ids)
            union all select id, full_name from identity.operators where id = any(@ids)
            union all select id, name from identity.api_keys where tenant_id = @TenantId and id = any(@ids)
            """, new { ids, caller.TenantId }, ct)).ToDictionary(n => n.Id, n => n.Name);
        return new(names, members);
    }
}
