using System.Text.Json;
using Crm.Kernel.ChangeLog;
using Crm.Kernel.Merging;

namespace Crm.Companies.Merging;

/// <summary>That companies became one.</summary>
[NotLogged("The companies' own entries tell of it.")]
internal sealed class CompanyMerge : RecordMerge
{
    public static readonly MergeShape Shape = new(new Dictionary<string, string> { ["domains"] = "", ["phones"] = "number", ["tags"] = "" });

    /// <summary>Who remained.</summary>
    public required Guid CompanyId { get; init; }

    /// <summary>Companies that stood directly below the others, and stand below the one that remained.</summary>
    public required IReadOnlyList<ChangedByMerge> Children { get; init; }
}

/// <summary>What a company has that nobody else may have, as it was at that moment.</summary>
internal sealed record CompanyClaims(Guid Id, IReadOnlyList<string> Domains, IReadOnlyDictionary<string, JsonElement> Custom)
{
    public CompanyClaims(Company company)
        : this(company.Id, company.Domains, company.Custom)
    {
    }
}
