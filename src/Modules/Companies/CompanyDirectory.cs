using Crm.Contracts.Companies;
using Crm.Kernel.Values;
using Marten;

namespace Crm.Companies;

/// <summary>Answers what other rooms ask about companies. Public, so that a message's handler asks in its own session.</summary>
public sealed class CompanyDirectory(IDocumentSession session) : ICompanyDirectory
{
    /// <inheritdoc />
    public async Task<bool> ExistsAsync(Guid companyId, CancellationToken ct) => (await NamesAsync([companyId], ct)).Count > 0;

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(IReadOnlyCollection<Guid> companyIds, CancellationToken ct)
    {
        if (companyIds.Count == 0) return new Dictionary<Guid, string>();
        var seen = CompanyRows.Seen;
        var sql = $"select jsonb_build_object('company', d.id, 'name', d.data ->> 'name') from {session.Companies()} as d where d.id = any(?::uuid[]) and not d.mt_deleted and {seen.Sql}";
        return (await session.AdvancedSql.QueryAsync<Named>(sql, ct, [companyIds.ToArray(), .. seen.Values])).ToDictionary(c => c.Company, c => c.Name);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyCollection<Guid>> HoldAsync(IReadOnlyCollection<Guid> companyIds, CancellationToken ct)
    {
        await session.BeginTransactionAsync(ct);
        var seen = CompanyRows.Seen;
        var sql = $"select d.id from {session.Companies()} as d where d.id = any(?::uuid[]) and not d.mt_deleted and {seen.Sql} order by d.id for share";
        return [.. await session.AdvancedSql.QueryAsync<Guid>(sql, ct, [companyIds.ToArray(), .. seen.Values])];
    }

    /// <inheritdoc />
    public async Task<Guid?> FindByDomainAsync(string domain, CancellationToken ct) =>
        DomainName.OfAddress(domain) is { } name && (await FindByDomainsAsync([name], ct)).TryGetValue(name, out var id) ? id : null;

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<string, Guid>> FindByDomainsAsync(IReadOnlyCollection<string> domains, CancellationToken ct)
    {
        if (domains.Count == 0) return new Dictionary<string, Guid>();
        var seen = CompanyRows.Seen;
        var sql = $"""
            select jsonb_build_object('domain', c.id, 'company', d.id)
            from {session.DocumentStore.Options.Schema.For<DomainClaim>()} as c join {session.Companies()} as d on d.id = (c.data ->> 'companyId')::uuid
            where c.id = any(?::text[]) and not d.mt_deleted and {seen.Sql}
            """;
        return (await session.AdvancedSql.QueryAsync<Claimed>(sql, ct, [domains.ToArray(), .. seen.Values])).ToDictionary(c => c.Domain, c => c.Company);
    }

    private sealed record Named(Guid Company, string Name);

    private sealed record Claimed(string Domain, Guid Company);
}
