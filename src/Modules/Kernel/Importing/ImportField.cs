using Crm.Kernel.CustomFields;

namespace Crm.Kernel.Importing;

/// <summary>Something of a record that a column can go to.</summary>
/// <param name="Name">As mappings name it: <c>email</c>, <c>address.city</c>, <c>custom.tier</c>.</param>
/// <param name="Member">The member of the record that it changes, to which field rules apply; empty for what only finds the record.</param>
/// <param name="Synonyms">Headers by which it is recognised, folded.</param>
public sealed record ImportField(string Name, string Member, params IReadOnlyList<string> Synonyms)
{
    /// <summary>Whether rows and records can be the same by it.</summary>
    public bool IsKey { get; init; }

    /// <summary>Whether several columns can go to it.</summary>
    public bool IsList { get; init; }

    /// <summary>Another member that it changes along.</summary>
    public string? Also { get; init; }

    /// <summary>All members that it changes.</summary>
    public IEnumerable<string> Members => new[] { Member, Also }.OfType<string>().Where(m => m.Length > 0);

    /// <summary>What values that belong here look like, for columns whose header tells nothing.</summary>
    public string? Shape { get; init; }

    /// <summary>The company's own field that it is.</summary>
    public CustomField? Custom { get; init; }
}

/// <summary>How an export of another program is recognised.</summary>
/// <param name="Headers">All of them are in the file.</param>
/// <param name="Mapping">Headers and fields, where the synonyms do not know them; an empty field leaves the column out.</param>
public sealed record ImportPreset(string Name, IReadOnlyList<string> Headers, IReadOnlyDictionary<string, string> Mapping);
