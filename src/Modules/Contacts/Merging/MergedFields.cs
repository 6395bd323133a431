using System.Text.Json;
using Crm.Contacts.Duplicates;
using Crm.Kernel.Http;
using Crm.Kernel.Merging;
using Crm.Kernel.Problems;

namespace Crm.Contacts.Merging;

/// <summary>What becomes of members that shall be otherwise than by default.</summary>
internal sealed record MergeChoices
{
    public MergeChoice? FirstName { get; init; }
    public MergeChoice? LastName { get; init; }
    public MergeChoice? Emails { get; init; }
    public MergeChoice? Phones { get; init; }
    public MergeChoice? JobTitle { get; init; }
    public MergeChoice? CompanyId { get; init; }
    public MergeChoice? Companies { get; init; }
    public MergeChoice? Stage { get; init; }
    public MergeChoice? OwnerId { get; init; }
    public MergeChoice? Tags { get; init; }
    public MergeChoice? Source { get; init; }
    public MergeChoice? Address { get; init; }
    public MergeChoice? Custom { get; init; }
}

/// <summary>The members of several contacts as those of one: who remains wins, what is empty is filled in the order of the others, lists are united, and what was chosen is as chosen.</summary>
internal static class MergedFields
{
    public static ContactFields Of(Contact survivor, IReadOnlyList<Contact> others, IReadOnlyDictionary<string, MergeChoice> choices)
    {
        var united = others.Aggregate(ContactFields.Of(survivor), (fields, other) => fields.LackingOf(ContactFields.Of(other), other));
        if (choices.Count == 0) return Checked(united);
        // Of two members that say the same, the one that was chosen says it.
        if (choices.ContainsKey("companyId")) united = united with { Companies = [.. united.Companies.Select(a => a with { Primary = null })] };
        var wire = MergeChoosing.Wire(united);
        if (choices.ContainsKey("companies") && !choices.ContainsKey("companyId")) wire.Remove("companyId");
        wire.Choose(choices, id => others.Append(survivor).FirstOrDefault(c => c.Id == id) is { } one ? MergeChoosing.Wire(ContactFields.Of(one)) : null);
        return Checked(wire.Deserialize<ContactFields>(Json.Options)!);
    }

    private static ContactFields Checked(ContactFields fields)
    {
        var verdict = ContactFieldsValidator.Instance.Validate(fields);
        return verdict.IsValid ? fields : throw ValidationProblem.OfBody(verdict.Errors);
    }
}
