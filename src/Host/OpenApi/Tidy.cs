using System.Text.Json;
using System.Text.Json.Nodes;

namespace Crm.Host.OpenApi;

/// <summary>Brings what NSwag writes into the form that linters and generators agree on.</summary>
internal static class Tidy
{
    public static void Run(JsonNode? node, JsonObject schemas)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list) Run(item, schemas);
            return;
        }
        if (node is not JsonObject whole) return;
        if (whole["description"] is JsonValue { } text && text.GetValueKind() is JsonValueKind.String && text.GetValue<string>().Length == 0) whole.Remove("description");
        foreach (var bound in (string[])["minimum", "maximum"])
            if (whole[bound] is JsonValue number && number.GetValue<decimal>() is var value && value == decimal.Truncate(value)) whole[bound] = JsonNode.Parse($"{value:0}");
        Refer(whole, schemas);
        foreach (var (_, member) in whole) Run(member, schemas);
    }

    // A reference stands alone, or under allOf beside what is said about it; what may be null must name its type.
    private static void Refer(JsonObject schema, JsonObject schemas)
    {
        if (schema["oneOf"] is JsonArray { Count: 1 } single && single[0]!["$ref"] is { } wrapped)
        {
            schema.Remove("oneOf");
            schema["$ref"] = wrapped.DeepClone();
        }
        if (schema.Count == 1 || schema["$ref"]?.DeepClone() is not { } target) return;
        schema.Remove("$ref");
        if (schema.ContainsKey("nullable")) schema.Insert(0, "type", schemas[target.GetValue<string>().Split('/')[^1]]!["type"]!.DeepClone());
        schema["allOf"] = new JsonArray(new JsonObject { ["$ref"] = target });
    }
}
