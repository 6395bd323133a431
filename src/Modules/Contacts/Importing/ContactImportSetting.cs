using Crm.Contacts.Stages;
using Crm.Kernel.Importing;
using Crm.Kernel.Values;

namespace Crm.Contacts.Importing;

/// <summary>What a step's contacts are written against.</summary>
/// <param name="Companies">By what the cells name them by: <c>id</c>, <c>domain</c> and <c>name</c> with a bar behind.</param>
internal sealed record ContactImportSetting(StageSet Stages, IReadOnlyDictionary<string, Guid?> Owners, IReadOnlyDictionary<string, Guid> Companies)
{
    public static async Task<ContactImportSetting> LoadAsync(ImportStep step, IReadOnlyList<ImportRow> rows, CancellationToken ct)
    {
        var session = step.Session;
        var stages = await StageSet.HoldAsync(session, ct);
        var owners = await step.OwnersAsync(rows.Select(r => r["ownerId"]).OfType<string>(), ct);
        return new(stages, owners, await CompaniesAsync(step, rows, ct));
    }

    private static async Task<IReadOnlyDictionary<string, Guid>> CompaniesAsync(ImportStep step, IReadOnlyList<ImportRow> rows, CancellationToken ct)
    {
        var wanted = rows.Select(Named).Where(named => named.Count > 0).ToList();
        var mails = rows.SelectMany(r => r.All("email").Concat(r.All("otherEmails").SelectMany(CellReading.Several))).Select(MailDomain).OfType<string>();
        var found = new Dictionary<string, Guid>();
        foreach (var (field, prefix, values) in new[]
        {
            ("id", "id|", wanted.SelectMany(w => w).Where(w => w.StartsWith("id|", StringComparison.Ordinal)).Select(w => w[3..])),
            ("domains", "domain|", wanted.SelectMany(w => w).Where(w => w.StartsWith("domain|", StringComparison.Ordinal)).Select(w => w[7..]).Concat(mails)),
            ("name", "name|", wanted.SelectMany(w => w).Where(w => w.StartsWith("name|", StringComparison.Ordinal)).Select(w => w[5..])),
        })
            foreach (var (key, id) in await step.FindAsync("company", field, [.. values.Distinct()], ct)) found[prefix + key] = id;

        if (!step.Terms.CreateCompanies || step.DryRun) return found;
        var missing = rows.Where(r => Named(r) is { Count: > 0 } named && !named.Any(found.ContainsKey)).DistinctBy(r => Named(r)[0]).ToDictionary(r => Named(r)[0], IReadOnlyDictionary<string, string> (r) => Wanted(r));
        if (missing.Count > 0)
            foreach (var (key, id) in await step.Imports.Single(i => i.Object == "company").MakeAsync(step, missing, ct)) found[key] = id;
        return found;
    }

    /// <summary>How the row names a company, the surest way first.</summary>
    public static IReadOnlyList<string> Named(ImportRow row) =>
    [
        .. row["companyId"] is { } id && Guid.TryParse(id, out var known) ? [$"id|{known}"] : row["companyId"] is { } odd ? [$"id|{odd}"] : Array.Empty<string>(),
        .. row["companyDomain"] is { } domain && DomainName.OfAddress(domain) is { } normal && !PublicMailDomains.Contain(normal) ? [$"domain|{normal}"] : Array.Empty<string>(),
        .. row["company"] is { } name ? [$"name|{name.ToLowerInvariant()}"] : Array.Empty<string>(),
    ];

    public static string? MailDomain(string address) => address.Contains('@') ? PublicMailDomains.OrganizationOf(address.Trim()) : null;

    private static Dictionary<string, string> Wanted(ImportRow row)
    {
        var domain = row["companyDomain"] is { } said ? DomainName.OfAddress(said) : null;
        var wanted = new Dictionary<string, string>();
        if ((row["company"] ?? domain) is { } name) wanted["name"] = name;
        if (domain is not null && !PublicMailDomains.Contain(domain)) wanted["domain"] = domain;
        return wanted;
    }
}
