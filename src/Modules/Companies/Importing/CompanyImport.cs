using System.Text.Json;
using Crm.Companies.Duplicates;
using Crm.Companies.Sets;
using Crm.Kernel;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Importing;
using Crm.Kernel.Problems;
using Crm.Kernel.Values;
using FluentValidation;
using Marten;

namespace Crm.Companies.Importing;

/// <summary>Companies out of files. What belongs to what is not imported: parents stay as they are.</summary>
internal sealed class CompanyImport() : RecordImport<Company, CompanyFields, DomainClaim, IReadOnlyDictionary<string, Guid?>>("company")
{
    public override IReadOnlyList<ImportField> Fields => CompanyImportFields.All;
    public override IReadOnlyList<ImportPreset> Presets => CompanyImportFields.Presets;
    protected override IValidator<CompanyFields> Rules => CompanyFieldsValidator.Instance;
    protected override ProblemType Taken => CompanyProblems.DomainTaken;
    protected override ProblemType Duplicate => CompanyProblems.Duplicate;
    protected override string ClaimField => "domains";

    protected override Task<IReadOnlyDictionary<string, Guid?>> PrepareAsync(ImportStep work, IReadOnlyList<ImportRow> rows, CancellationToken ct) => work.OwnersAsync(rows.Select(r => r["ownerId"]).OfType<string>(), ct);

    protected override CompanyFields FieldsOf(Company? record, ImportStep work) => record is null ? new() { Name = "" } : CompanyFields.Of(record);

    protected override CompanyFields Apply(CompanyFields fields, ImportRow row, bool isNew, ImportStep work, IReadOnlyDictionary<string, Guid?> owners, List<RowError> errors) => new CompanyCells(row, work, owners, errors).Apply(fields, isNew);

    protected override IReadOnlyDictionary<string, JsonElement> CustomOf(CompanyFields fields) => fields.Custom;

    protected override IReadOnlyDictionary<string, JsonElement> CustomOf(Company record) => record.Custom;

    protected override Company Build(CompanyFields fields, IReadOnlyDictionary<string, JsonElement> custom, Company? before, ImportStep work, IReadOnlyDictionary<string, Guid?> owners)
    {
        var company = new Company();
        company.Write(fields with { Custom = custom }, work.Tags.Of(fields.Tags), work.Organization.Country);
        return company;
    }

    protected override CompanyFields Fill(CompanyFields twin, CompanyFields sent, Company draft) => twin.LackingOf(sent, draft);

    protected override IEnumerable<string> ClaimsOf(Company record) => record.Domains;

    protected override IEnumerable<string> ClaimsOf(ImportRow row) => row.All("domains").SelectMany(CellReading.Several).Select(DomainName.OfAddress).OfType<string>().Distinct();

    protected override DomainClaim Claim(string key, Guid record) => new() { Id = key, CompanyId = record };

    protected override (string Key, Guid Record) Holder(DomainClaim claim) => (claim.Id, claim.CompanyId);

    protected override Task TellAsync(ImportStep work, IReadOnlyDictionary<string, Guid?> owners, IReadOnlyList<Company> created, IReadOnlyList<(Company Before, Company After)> changed, CancellationToken ct)
    {
        if (created.Count + changed.Count == 0) return Task.CompletedTask;
        work.Told.AddRange(CompanySet.Tell(new(created, changed, [], [], []), work.Actor, work.Now));
        return Task.CompletedTask;
    }

    public override async Task<IReadOnlyDictionary<string, Guid>> MakeAsync(ImportStep work, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> wanted, CancellationToken ct)
    {
        var (made, created, taken) = (new Dictionary<string, Guid>(), new List<Company>(), new HashSet<string>());
        foreach (var (key, said) in wanted)
        {
            var fields = new CompanyFields { Name = said.GetValueOrDefault("name", ""), Domains = said.TryGetValue("domain", out var domain) ? [domain] : [], OwnerId = work.Terms.OwnerId ?? work.Rights.AccountId };
            var custom = CustomChanges.Settle(work.CustomFields, Object, null, fields.Custom, work.Organization.Country);
            if (!Rules.Validate(fields).IsValid || (domain is not null && !taken.Add(domain))) continue;
            var company = Build(fields, custom.Values, null, work, new Dictionary<string, Guid?>());
            company.Touch(work.Actor, work.Now);
            created.Add(company);
            made[key] = company.Id;
        }
        // One that is there, but out of reach, is not made again.
        var there = (await work.Session.LoadManyAsync<DomainClaim>(ct, [.. taken.Order(StringComparer.Ordinal)])).Select(c => c.Id).ToHashSet();
        created.RemoveAll(c => c.Domains.Any(there.Contains));
        await work.Session.InsertSetAsync(created.SelectMany(c => c.Domains, (c, d) => Claim(d, c.Id)).OrderBy(c => c.Id, StringComparer.Ordinal).ToList(), ct);
        await work.Session.InsertSetAsync(created, ct);
        await TellAsync(work, new Dictionary<string, Guid?>(), created, [], ct);
        return made.Where(m => created.Exists(c => c.Id == m.Value)).ToDictionary();
    }
}
