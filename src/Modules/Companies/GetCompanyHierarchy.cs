using Crm.Contracts.Contacts;
using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Companies;

/// <summary>Asks for what stands above and below a company.</summary>
internal sealed record GetCompanyHierarchy
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetCompanyHierarchyEndpoint(IDocumentSession session, IContactDirectory contacts) : Endpoint<GetCompanyHierarchy, CompanyHierarchyView>
{
    private const int Most = 200;
    private const int Deepest = 20;

    public override void Configure()
    {
        Get("/api/v1/companies/{id}/hierarchy");
        Permissions(CompanyPermissions.Read);
        this.Describes("getCompanyHierarchy", "Companies", "Read what a company belongs to, and what belongs to it", 200, KernelProblems.FieldHidden);
    }

    public override async Task HandleAsync(GetCompanyHierarchy request, CancellationToken ct)
    {
        _ = CompanyCatalogue.Parent.Seen("/parentId");
        var company = await session.LiveAsync<Company>(request.Id, ct);
        var tree = await TreeAsync(company.Id, ct);
        var top = tree.Ancestors.Count > 0 ? tree.Ancestors[0] : new(company.Id, company.Name);
        var counts = await CountsAsync(company.Id, tree, ct);
        var children = tree.Children.Take(Most).Select(child => child with { ContactCount = counts is null ? null : counts.GetValueOrDefault(child.Id) });
        await Send.OkAsync(new(top, tree.Ancestors, [.. children], tree.Children.Count > Most, tree.Descendants, counts is null ? null : counts.GetValueOrDefault(company.Id)), ct);
    }

    private async Task<IReadOnlyDictionary<Guid, int>?> CountsAsync(Guid id, Tree tree, CancellationToken ct) =>
        Rights.Current?.Of("company", "contactCount") is FieldAccess.Hidden ? null
        : await contacts.CountAsync([new(id, id), .. tree.Below.Select(below => new GroupedCompany(id, below.Id)), .. tree.Below.Select(below => new GroupedCompany(below.Child, below.Id))], ct);

    // Who is out of the caller's reach is left out, but not what lies beyond; the trash cuts the tree.
    private async Task<Tree> TreeAsync(Guid id, CancellationToken ct)
    {
        var (rows, seen) = (session.Companies(), CompanyRows.Seen);
        var sql = $"""
            with recursive above as (
              select d.id, d.parent_id, 0 as level from {rows} as d where d.id = ?
              union all
              select d.id, d.parent_id, a.level + 1 from {rows} as d join above a on d.id = a.parent_id where not d.mt_deleted and a.level < {Deepest}
            ), below as (
              select d.id, d.id as child, 1 as level from {rows} as d where d.parent_id = ? and not d.mt_deleted
              union all
              select d.id, b.child, b.level + 1 from {rows} as d join below b on d.parent_id = b.id where not d.mt_deleted and b.level < {Deepest}
            ), seen as (
              select b.child, b.id, d.data ->> 'name' as name, d.name_key from below b join {rows} as d on d.id = b.id where {seen.Sql}
            ), children as (
              select child as id, max(name) filter (where id = child) as name, max(name_key) filter (where id = child) as key, count(*) - 1 as descendants
              from seen group by child having bool_or(id = child) order by 3, 1 limit {Most + 1}
            )
            select jsonb_build_object(
              'ancestors', coalesce((select jsonb_agg(jsonb_build_object('id', d.id, 'name', d.data ->> 'name') order by a.level desc)
                from above a join {rows} as d on d.id = a.id where a.level > 0 and {seen.Sql}), '[]'),
              'children', coalesce((select jsonb_agg(jsonb_build_object('id', id, 'name', name, 'descendants', descendants) order by key, id) from children), '[]'),
              'below', coalesce((select jsonb_agg(jsonb_build_object('child', child, 'id', id)) from seen), '[]'),
              'descendants', (select count(*) from seen))
            """;
        return (await session.AdvancedSql.QueryAsync<Tree>(sql, ct, [id, id, .. seen.Values, .. seen.Values]))[0];
    }

    private sealed record Tree(IReadOnlyList<CompanyName> Ancestors, IReadOnlyList<CompanyChild> Children, IReadOnlyList<Below> Below, int Descendants);

    private sealed record Below(Guid Child, Guid Id);
}
