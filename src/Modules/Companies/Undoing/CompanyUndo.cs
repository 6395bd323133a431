using System.Text.Json;
using Crm.Companies.Merging;
using Crm.Contracts.Companies;
using Crm.Kernel.Http;
using Crm.Kernel.Undoing;

namespace Crm.Companies.Undoing;

/// <summary>Companies as they were before a job.</summary>
internal sealed class CompanyUndo() : RecordUndo<Company, DomainClaim>(Company.Kind, CompanyMerge.Shape)
{
    protected override IEnumerable<string> ClaimsOf(Company record) => DomainClaim.Keys(record.Domains);

    protected override IReadOnlyDictionary<string, JsonElement> CustomOf(Company record) => record.Custom;

    protected override DomainClaim Claim(string key, Guid record) => new() { Id = key, CompanyId = record };

    protected override (string Key, Guid Record) Holder(DomainClaim claim) => (claim.Id, claim.CompanyId);

    protected override object Tell(UndoStep work, IReadOnlyList<Company> removed, IReadOnlyList<(Company Before, Company After)> changed) => new CompaniesUndone(Guid.CreateVersion7(work.Now),
        [.. removed.Select(c => c.Id)], [.. changed.Select(c => new ChangedCompany(c.After.Id, [.. Members.Changed(CompanyFields.Of(c.Before), CompanyFields.Of(c.After))]))], work.Actor, work.Now);
}
