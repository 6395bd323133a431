using Crm.Companies.Merging;
using Crm.Kernel;
using Crm.Kernel.Merging;
using Crm.Kernel.Purging;
using Marten;

namespace Crm.Companies;

/// <summary>Companies that leave the trash for good; those that stood below them stand below nobody.</summary>
internal sealed class CompanyPurge(TimeProvider clock) : RecordPurge(Company.Kind, typeof(Company))
{
    public override string MergedInto => "(d.data ->> 'mergedInto')::uuid";

    public override async Task<IEnumerable<object>> PurgeAsync(IDocumentSession session, IReadOnlyList<PurgedRecord> records, CancellationToken ct)
    {
        Guid[] ids = [.. records.Select(r => r.Id)];
        while (await session.HoldSomeAsync<Company>(new("d.parent_id = any(?::uuid[])", (object)ids), TrashPurging.StepRecords, ct) is { Count: > 0 } children)
        {
            foreach (var child in children)
            {
                child.ParentId = null;
                child.Touch("system", clock.GetUtcNow());
            }
            await session.UpdateSetAsync(children, ct);
        }
        await session.DeleteSetAsync<CompanyMerge>(await session.AdvancedSql.QueryAsync<Guid>("select d.id from companies.mt_doc_companymerge as d where (d.data ->> 'companyId')::uuid = any(?::uuid[])", ct, ids), ct);
        await ForgetBesideAsync(session, ids, ct);
        await session.DeleteSetAsync<Company>(ids, ct);
        return [];
    }
}
