using Marten;

namespace Crm.Kernel.Undoing;

/// <summary>What a job left in the change log: its steps say so by their means.</summary>
internal static class JobChanges
{
    // Said so that the partial index serves.
    private const string OfJob = "c.means = ? and c.means like 'job:%' and c.object = any(?)";

    public static async Task<long> CountJobChangesAsync(this IQuerySession session, string means, string[] objects, CancellationToken ct) =>
        (await session.AdvancedSql.QueryAsync<long>($"select count(*) from kernel.changes c where {OfJob}", ct, means, objects))[0];

    /// <summary>The newest before a place in the log. Whether others changed a record since is told, too; the house's own consequences are no others.</summary>
    /// <param name="own">The means of the job and of its undoing.</param>
    public static Task<IReadOnlyList<LoggedChange>> JobChangesAsync(this IQuerySession session, string means, string[] own, string[] objects, long below, int limit, CancellationToken ct) => session.AdvancedSql.QueryAsync<LoggedChange>($"""
        select jsonb_build_object('number', c.id, 'object', c.object, 'objectId', c.object_id, 'action', c.action, 'version', c.version, 'before', v.before, 'after', v.after,
          'others', exists (select from kernel.changes o where o.object = c.object and o.object_id = c.object_id and o.id > c.id and o.means <> all(?) and o.actor <> 'system'))
        from kernel.changes c join kernel.change_values v on v.change_id = c.id
        where {OfJob} and c.id < ? order by c.id desc limit {limit}
        """, ct, own, means, objects, below);
}
