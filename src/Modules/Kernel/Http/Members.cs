using System.Text.Json;
using System.Text.Json.Nodes;

namespace Crm.Kernel.Http;

/// <summary>Compares two states of a resource member by member, as the wire shows them.</summary>
public static class Members
{
    /// <summary>Names of the members that differ.</summary>
    public static IReadOnlyList<string> Changed<T>(T before, T after)
    {
        var (was, became) = (Wire(before), Wire(after));
        return [.. was.Select(m => m.Key).Union(became.Select(m => m.Key)).Where(name => !JsonNode.DeepEquals(was[name], became[name]))];
    }

    private static JsonObject Wire<T>(T state) => JsonSerializer.SerializeToNode(state, Json.Options)!.AsObject();
}
