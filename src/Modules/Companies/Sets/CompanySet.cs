using System.Text.Json;
using Crm.Contracts.Companies;
using Crm.Kernel.Http;
using Crm.Kernel.Sets;

namespace Crm.Companies.Sets;

/// <summary>Companies that are written by the hundred.</summary>
internal sealed class CompanySet() : RecordSet<Company, DomainClaim>(Company.Kind)
{
    public override IEnumerable<string> ClaimsOf(Company record) => DomainClaim.Keys(record.Domains);

    public override IReadOnlyDictionary<string, JsonElement> CustomOf(Company record) => record.Custom;

    protected override DomainClaim Claim(string key, Guid record) => new() { Id = key, CompanyId = record };

    protected override (string Key, Guid Record) Holder(DomainClaim claim) => (claim.Id, claim.CompanyId);

    /// <summary>What others are told of a set that was written.</summary>
    public static IEnumerable<object> Tell(WrittenSet<Company> written, string actor, DateTimeOffset now)
    {
        yield return new CompaniesWritten(Guid.CreateVersion7(now), actor, now)
        {
            Created = [.. written.Created.Select(c => c.Id)],
            Changed = [.. written.Changed.Select(c => new ChangedCompany(c.After.Id, [.. Members.Changed(CompanyFields.Of(c.Before), CompanyFields.Of(c.After))]))],
            Trashed = [.. written.Trashed.Select(c => c.Id)],
            Restored = [.. written.Restored.Select(c => c.Id)],
            Removed = [.. written.Removed.Select(c => c.Id)],
        };
        foreach (var (id, come) in written.Created.Concat(written.Restored).Select(c => (c.Id, (string[])[.. c.Domains])).Concat(written.Changed.Select(c => (c.After.Id, (string[])[.. c.After.Domains.Except(c.Before.Domains)]))))
            if (come.Length > 0) yield return new CompanyDomainsTaken(Guid.CreateVersion7(now), id, come);
    }
}
