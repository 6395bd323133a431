using Marten;

namespace Crm.Companies.Merging;

/// <summary>The tree of companies where several change their places at once.</summary>
internal static class ChangedTree
{
    /// <summary>One change of the tree at a time, as everywhere (<see cref="CompanyParents"/>); then the next company above each of these that neither is one of them nor stands below one.</summary>
    public static async Task<IReadOnlyDictionary<Guid, Guid>> HoldTreeAsync(this IDocumentSession session, Guid[] merged, CancellationToken ct)
    {
        await session.LockParentsAsync(ct);
        var sql = $"""
            with recursive above as (
              select d.id as origin, d.parent_id as id, 1 as level from {session.Companies()} as d where d.id = any(?::uuid[])
              union all
              select a.origin, d.parent_id, a.level + 1 from {session.Companies()} as d join above a on d.id = a.id where a.level <= {CompanyParents.Deepest}
            )
            select jsonb_build_object('origin', a.origin, 'company', a.id, 'level', a.level) from above a where a.id is not null
            """;
        var chains = (await session.AdvancedSql.QueryAsync<Above>(sql, ct, merged)).GroupBy(a => a.Origin).ToDictionary(g => g.Key, g => g.OrderBy(a => a.Level).Select(a => a.Company).ToList());
        return chains.Select(c => (Origin: c.Key, Next: c.Value.Skip(c.Value.FindLastIndex(merged.Contains) + 1).Take(1).ToList())).Where(c => c.Next.Count > 0).ToDictionary(c => c.Origin, c => c.Next[0]);
    }

    /// <summary>How the tree would be with these parents: whether somebody would stand above itself, and how many levels there are through one of them. The trash counts, as everywhere.</summary>
    /// <param name="parents">Those that change, each with who is above it then.</param>
    public static async Task<TreeCheck> TryAsync(this IDocumentSession session, IReadOnlyDictionary<Guid, Guid?> parents, CancellationToken ct)
    {
        var rows = session.Companies();
        var sql = $"""
            with recursive changed as (
              select id, nullif(parent, ?::uuid) as parent from unnest(?::uuid[], ?::uuid[]) as c(id, parent)
            ), above as (
              select id as origin, parent as id, 1 as level from changed
              union all
              select a.origin, case when c.id is null then d.parent_id else c.parent end, a.level + 1
              from above a join {rows} as d on d.id = a.id left join changed c on c.id = d.id where a.level <= {CompanyParents.Deepest} and a.id <> a.origin
            ), below as (
              select id as origin, id, 1 as level from changed
              union all
              select b.origin, n.id, b.level + 1 from below b cross join lateral (
                select d.id from {rows} as d where d.parent_id = b.id and not exists (select from changed c where c.id = d.id)
                union all select c.id from changed c where c.parent = b.id) n
              where b.level <= {CompanyParents.Deepest}
            )
            select jsonb_build_object(
              'loop', exists (select from above where id = origin),
              'levels', coalesce((select max(u.levels + l.levels)
                from (select origin, count(id) as levels from above group by origin) u join (select origin, max(level) as levels from below group by origin) l using (origin)), 0))
            """;
        return (await session.AdvancedSql.QueryAsync<TreeCheck>(sql, ct, Guid.Empty, parents.Keys.ToArray(), parents.Values.Select(p => p ?? Guid.Empty).ToArray()))[0];
    }

    private sealed record Above(Guid Origin, Guid Company, int Level);
}

/// <summary>What a changed tree is like.</summary>
internal sealed record TreeCheck(bool Loop, int Levels)
{
    public bool TooDeep => Levels > CompanyParents.Deepest;
}
