using System.Text.Json.Nodes;

namespace Crm.Host.OpenApi;

/// <summary>Takes out of the components what nothing refers to.</summary>
internal static class Unused
{
    private static readonly string[] Kinds = ["schemas", "parameters", "headers", "responses"];

    public static void Remove(JsonObject document)
    {
        var components = document["components"]!.AsObject();
        while (Find(document, components) is { Count: > 0 } unused)
            foreach (var (kind, name) in unused) components[kind]!.AsObject().Remove(name);
        foreach (var kind in Kinds.Where(kind => components[kind]!.AsObject().Count == 0)) components.Remove(kind);
    }

    private static List<(string Kind, string Name)> Find(JsonObject document, JsonObject components)
    {
        HashSet<string> used = [.. References(document)];
        return [.. from kind in Kinds from entry in components[kind]!.AsObject() where !used.Contains($"#/components/{kind}/{entry.Key}") select (kind, entry.Key)];
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject whole => whole.SelectMany(member => member is { Key: "$ref", Value: JsonValue target } ? [target.GetValue<string>()] : References(member.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };
}
