using System.Text.Json;
using Crm.Companies.Duplicates;
using Crm.Kernel.Http;
using Crm.Kernel.Merging;
using Crm.Kernel.Problems;

namespace Crm.Companies.Merging;

/// <summary>What becomes of members that shall be otherwise than by default.</summary>
internal sealed record CompanyMergeChoices
{
    public MergeChoice? Name { get; init; }
    public MergeChoice? Domains { get; init; }
    public MergeChoice? Industry { get; init; }
    public MergeChoice? Description { get; init; }
    public MergeChoice? Phones { get; init; }
    public MergeChoice? WebsiteUrl { get; init; }
    public MergeChoice? LinkedinUrl { get; init; }
    public MergeChoice? NumberOfEmployees { get; init; }
    public MergeChoice? AnnualRevenue { get; init; }
    public MergeChoice? Address { get; init; }
    public MergeChoice? ParentId { get; init; }
    public MergeChoice? OwnerId { get; init; }
    public MergeChoice? Tags { get; init; }
    public MergeChoice? Source { get; init; }
    public MergeChoice? Custom { get; init; }
}

/// <summary>The members of several companies as those of one: who remains wins, what is empty is filled in the order of the others, lists are united, and what was chosen is as chosen.</summary>
internal static class MergedCompanyFields
{
    /// <param name="above">The next company above each that is not itself one of them.</param>
    public static CompanyFields Of(Company survivor, IReadOnlyList<Company> others, IReadOnlyDictionary<Guid, Guid> above, IReadOnlyDictionary<string, MergeChoice> choices)
    {
        CompanyFields FieldsOf(Company company) => CompanyFields.Of(company) with { ParentId = above.TryGetValue(company.Id, out var parent) ? parent : null };
        var united = others.Aggregate(FieldsOf(survivor), (fields, other) => fields.LackingOf(FieldsOf(other), other));
        if (choices.Count > 0)
        {
            var wire = MergeChoosing.Wire(united);
            wire.Choose(choices, id => others.Append(survivor).FirstOrDefault(c => c.Id == id) is { } one ? MergeChoosing.Wire(FieldsOf(one)) : null);
            if (!wire.ContainsKey("name")) wire["name"] = "";
            united = wire.Deserialize<CompanyFields>(Json.Options)!;
        }
        var verdict = CompanyFieldsValidator.Instance.Validate(united);
        return verdict.IsValid ? united : throw ValidationProblem.OfBody(verdict.Errors);
    }
}
