namespace Crm.Kernel.Duplicates;

/// <summary>Records of which two may mean the same. What they have in common is kept as keys in the column <c>dup_keys</c>: two that share one are likely to.</summary>
public interface IMatchable
{
    /// <summary>The kind of record, as field rules name it.</summary>
    static abstract string Kind { get; }

    static abstract IReadOnlyList<MatchReason> Reasons { get; }

    /// <summary>Each begins with the name of its reason and <c>|</c>.</summary>
    string[] DupKeys { get; }

    /// <summary>As the caller may know it.</summary>
    string NameToTell();
}

/// <summary>Why two records may mean the same.</summary>
/// <param name="Name">As answers name it.</param>
/// <param name="Weight">How likely they do for this reason alone, between 0 and 1.</param>
/// <param name="Tells">Members it is made of: who may not see all of them does not learn of it.</param>
public sealed record MatchReason(string Name, decimal Weight, params IReadOnlyList<string> Tells);

/// <summary>A record that is likely to mean the same as another.</summary>
/// <param name="Id">The record.</param>
/// <param name="Name">Its name, as far as the caller may see it.</param>
/// <param name="Score">How likely, between 0 and 1: every reason adds to it.</param>
/// <param name="Reasons">What both have in common: <c>nameAndPhone</c>, <c>nameAndDomain</c>, <c>nameAndCompany</c>; of companies <c>nameAndPhone</c>, <c>nameAndCity</c>, <c>nameAndCountry</c>.</param>
public sealed record DuplicateCandidate(Guid Id, string Name, decimal Score, IReadOnlyList<string> Reasons);
