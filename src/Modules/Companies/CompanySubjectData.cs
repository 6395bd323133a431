using Crm.Kernel.Http;
using Crm.Kernel.Privacy;
using Marten;

namespace Crm.Companies;

/// <summary>The companies that a person is or was with: named in an export, and no data of the person's own.</summary>
internal sealed class CompanySubjectData : SubjectData
{
    public override Task<IReadOnlyDictionary<string, long>> CountAsync(IDocumentSession session, Subject subject, CancellationToken ct) => Task.FromResult<IReadOnlyDictionary<string, long>>(new Dictionary<string, long>());

    public override Task EraseAsync(ErasureStep work, Subject subject, CancellationToken ct) => Task.CompletedTask;

    public override async Task ExportAsync(IDocumentSession session, Subject subject, SubjectArchive archive, CancellationToken ct)
    {
        Guid[] ids = [.. subject.With.Where(r => r.Type == Company.Kind).Select(r => r.Id)];
        var named = await session.AdvancedSql.QueryAsync<SubjectCompany>("select jsonb_build_object('companyId', d.id, 'name', d.data ->> 'name') from companies.mt_doc_company as d where d.id = any(?::uuid[]) order by d.id", ct, (object)ids);
        await archive.WriteAsync("companies.json", named.ToAsyncEnumerable(), Json.Options, ct);
    }

    private sealed record SubjectCompany(Guid CompanyId, string Name);
}
