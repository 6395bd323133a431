using Crm.Contracts.Companies;
using Crm.Kernel.Values;
using Marten;

namespace Crm.Companies;

internal sealed class CompanyDirectory(IDocumentSession session) : ICompanyDirectory
{
    public async Task<bool> ExistsAsync(Guid companyId, CancellationToken ct)
    {
        var seen = CompanyRows.Seen;
        var sql = $"select exists (select from {session.Companies()} as d where d.id = ? and not d.mt_deleted and {seen.Sql})";
        return (await session.AdvancedSql.QueryAsync<bool>(sql, ct, [companyId, .. seen.Values]))[0];
    }

    public async Task<Guid?> FindByDomainAsync(string domain, CancellationToken ct) =>
        DomainName.OfAddress(domain) is { } name && await session.LoadAsync<DomainClaim>(name, ct) is { CompanyId: var id } && await ExistsAsync(id, ct) ? id : null;
}
