using Crm.Kernel.Problems;

namespace Crm.Kernel.Access;

/// <summary>Kinds of record as requests name them: <c>contacts,companies</c>.</summary>
public static class Collections
{
    /// <summary>Those that were named; all that the caller's role sees if none was. One that it does not see is left out there, and refused if it was named.</summary>
    public static IReadOnlyList<T> Among<T>(IReadOnlyList<T> kinds, Func<T, RecordsAttribute> records, string? types)
    {
        var rights = Rights.Current ?? Rights.None;
        if (types is null) return [.. kinds.Where(kind => rights.Permissions.ContainsKey(records(kind).Read))];
        var named = types.Split(',', StringSplitOptions.TrimEntries).ToHashSet();
        var known = kinds.ToDictionary(kind => records(kind).Collection);
        if (!named.All(known.ContainsKey)) throw KernelProblems.Invalid.With($"`types` takes these: {string.Join(", ", known.Keys)}.", "?types");
        List<T> asked = [.. named.Select(name => known[name])];
        var closed = asked.Select(kind => records(kind).Read).FirstOrDefault(read => !rights.Permissions.ContainsKey(read));
        return closed is null ? asked : throw KernelProblems.Forbidden.With($"This needs `{closed}`.");
    }
}
