using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;

namespace Crm.Kernel.Lists;

/// <summary>The members of a view that a client asked for by <c>fields=</c>.</summary>
internal static class SparseFields
{
    public static IReadOnlySet<string>? Read<TView>(IReadOnlyList<string>? asked)
    {
        if (asked is null) return null;
        var known = Json.Options.GetTypeInfo(typeof(TView)).Properties.Select(p => p.Name).ToHashSet();
        var fields = asked.ToHashSet();
        return fields.FirstOrDefault(f => !known.Contains(f)) is { } unknown
            ? throw KernelProblems.Invalid.With($"`{unknown}` is not a field; these are: {string.Join(", ", known)}.", "?fields")
            : fields;
    }

    public static JsonObject Pick<TView>(TView view, IReadOnlySet<string> fields)
    {
        var all = JsonSerializer.SerializeToNode(view, Json.Options)!.AsObject();
        foreach (var name in all.Select(member => member.Key).Where(name => !fields.Contains(name)).ToList()) all.Remove(name);
        return all;
    }
}
