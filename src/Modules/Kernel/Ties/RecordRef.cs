using Crm.Kernel.Lists;
using Crm.Kernel.Problems;

namespace Crm.Kernel.Ties;

/// <summary>A record that something is tied to.</summary>
public sealed record RecordRef
{
    /// <summary>Its kind: <c>contact</c>, <c>company</c>…</summary>
    public required string Type { get; init; }

    public required Guid Id { get; init; }

    /// <summary>As lists filter by it: <c>contact:0198…</c>.</summary>
    public string Key() => $"{Type}:{Id}";

    /// <summary>Tied to the record; no condition if none is named.</summary>
    /// <param name="field">The list of keys.</param>
    /// <param name="text">A record's kind and id with a colon between.</param>
    public static Condition? Among(Field field, string? text) => text is null ? null
        : text.Split(':') is [{ Length: > 0 } type, var id] && Guid.TryParse(id, out var known) ? field.Has(new RecordRef { Type = type, Id = known }.Key())
        : throw KernelProblems.Invalid.With("`record` takes a kind and an id, such as contact:0198c0de-0000-7000-8000-000000000003.", "?record");
}
