using Marten;

namespace Crm.Companies;

/// <summary>Which company may be above which.</summary>
internal static class CompanyParents
{
    /// <summary>How many levels there are at most, the topmost included.</summary>
    public const int Deepest = 20;

    /// <summary>Refuses a parent that is not there, stands below the company or too deep. One change of the tree at a time: two that are harmless by themselves could make a loop together.</summary>
    /// <param name="before">Who is above it now.</param>
    public static async Task CheckParentAsync(this IDocumentSession session, Guid company, Guid? parentId, Guid? before, CancellationToken ct)
    {
        if (parentId is not { } parent || parent == before) return;
        await session.LockParentsAsync(ct);
        var place = await PlaceAsync(session, company, parent, ct);
        if (!place.Live) throw CompanyProblems.ParentUnknown.With(pointer: "/parentId");
        if (place.Loop) throw CompanyProblems.Cycle.With(pointer: "/parentId");
        if (place.Above + place.Below > Deepest) throw CompanyProblems.TooDeep.With(pointer: "/parentId");
    }

    public static async Task LockParentsAsync(this IDocumentSession session, CancellationToken ct)
    {
        await session.BeginTransactionAsync(ct);
        await session.AdvancedSql.QueryAsync<string>("select pg_advisory_xact_lock(hashtextextended('companies.parents', 0))::text", ct);
    }

    // Through the trash, too: a restoration shall neither close a loop nor make the tree too deep.
    private static async Task<Place> PlaceAsync(IDocumentSession session, Guid company, Guid parent, CancellationToken ct)
    {
        var (rows, seen) = (session.Companies(), CompanyRows.Seen);
        var sql = $"""
            with recursive above as (
              select d.id, d.parent_id, 1 as level from {rows} as d where d.id = ?
              union all
              select d.id, d.parent_id, a.level + 1 from {rows} as d join above a on d.id = a.parent_id where a.level <= {Deepest}
            ), below as (
              select ?::uuid as id, 1 as level
              union all
              select d.id, b.level + 1 from {rows} as d join below b on d.parent_id = b.id where b.level <= {Deepest}
            )
            select jsonb_build_object(
              'live', exists (select from {rows} as d where d.id = ? and not d.mt_deleted and {seen.Sql}),
              'loop', exists (select from above where id = ?),
              'above', (select count(*) from above),
              'below', (select max(level) from below))
            """;
        return (await session.AdvancedSql.QueryAsync<Place>(sql, ct, [parent, company, parent, .. seen.Values, company]))[0];
    }

    private sealed record Place(bool Live, bool Loop, int Above, int Below);
}
