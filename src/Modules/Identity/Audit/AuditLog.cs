using Crm.Kernel;
using Crm.Kernel.ChangeLog.Sealing;
using Crm.Kernel.Control;
using Dapper;
using Marten;
using Npgsql;

namespace Crm.Identity.Audit;

/// <summary>A company's history: the log of its own database and its share of the control database's, as one.</summary>
internal sealed class AuditLog(IDocumentSession session, ControlSession control, Caller caller)
{
    private const string Select = """
        select c.id as number, c.at, c.actor, c.means, c.request_id, c.object, c.object_id, c.action, c.fields, v.before::text as before, v.after::text as after,
            v.context ->> 'ip' as ip, nullif(v.context ->> 'userAgent', '') as user_agent, v.change_id is null as erased,
            c.id <= coalesce((select s.last_id from kernel.seals s where s.chain = @tenant order by s.number desc limit 1), 0) as sealed
        from kernel.changes c left join kernel.change_values v on v.change_id = c.id
        """;

    /// <summary>The first so many beyond the place, in order.</summary>
    public async Task<IReadOnlyList<AuditRow>> ReadAsync(AuditFilter filter, AuditPlace? place, int limit, CancellationToken ct)
    {
        await using var records = await OpenAsync(ct);
        var (where, values) = filter.In(LogSource.Records, caller.TenantId, place);
        var ours = await records.QueryAsync<AuditRow>(new CommandDefinition(Sql(where, filter.Descending, limit), values, cancellationToken: ct));
        (where, values) = filter.In(LogSource.Access, caller.TenantId, place);
        var share = await control.QueryAsync<AuditRow>(Sql(where, filter.Descending, limit), values, ct);
        foreach (var row in share) row.Source = LogSource.Access;
        var all = ours.Concat(share);
        return [.. (filter.Descending
            ? all.OrderByDescending(r => r.At).ThenByDescending(r => r.Source).ThenByDescending(r => r.Number)
            : all.OrderBy(r => r.At).ThenBy(r => r.Source).ThenBy(r => r.Number)).Take(limit)];
    }

    public async Task<AuditRow?> FindAsync(Guid id, CancellationToken ct)
    {
        if (EntryId.Read(id) is not { } entry) return null;
        var rows = await ReadAsync(new(), new(default, entry.Source, 0, Only: entry.Number), 2, ct);
        return rows.FirstOrDefault(row => row.Source == entry.Source && row.At.ToUnixTimeMilliseconds() == entry.Millisecond);
    }

    /// <summary>The tenant's database, for reading. Not the session's connection, which would stay open as long as the request.</summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken ct)
    {
        var connection = session.Database.CreateConnection();
        await connection.OpenAsync(ct);
        return connection;
    }

    private static string Sql(string where, bool descending, int limit)
    {
        var direction = descending ? " desc" : "";
        return $"{Select} where {where} order by c.at{direction}, c.id{direction} limit {limit}";
    }
}
