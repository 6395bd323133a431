using System.Text.Json;
using System.Text.Json.Nodes;

namespace Crm.Host.OpenApi;

/// <summary>Brings what NSwag writes into the form that linters and generators agree on.</summary>
internal static class Tidy
{
    public static void Run(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list) Run(item);
            return;
        }
        if (node is not JsonObject whole) return;
        if (whole["description"] is JsonValue text && text.GetValueKind() is JsonValueKind.String && text.GetValue<string>().Length == 0) whole.Remove("description");
        foreach (var bound in (string[])["minimum", "maximum"])
            if (whole[bound] is JsonValue number && number.GetValue<decimal>() is var value && value == decimal.Truncate(value)) whole[bound] = JsonNode.Parse($"{value:0}");
        // What has no type may be null already.
        if (whole["nullable"] is JsonValue && ((string[])["type", "$ref", "oneOf", "allOf"]).All(kind => whole[kind] is null)) whole.Remove("nullable");
        Refer(whole);
        foreach (var (_, member) in whole) Run(member);
    }

    // A reference stands alone; beside a description it stands under allOf; and what may be null is one of the two.
    private static void Refer(JsonObject schema)
    {
        if (schema["oneOf"] is JsonArray { Count: 1 } single && single[0]!["$ref"] is { } wrapped)
        {
            schema.Remove("oneOf");
            schema["$ref"] = wrapped.DeepClone();
        }
        if (schema.Count == 1 || schema["$ref"]?.DeepClone() is not { } target) return;
        schema.Remove("$ref");
        var reference = new JsonObject { ["$ref"] = target };
        if (schema.Remove("nullable")) schema["oneOf"] = new JsonArray(reference, new JsonObject { ["type"] = "string", ["nullable"] = true, ["enum"] = new JsonArray((JsonNode?)null) });
        else schema["allOf"] = new JsonArray(reference);
    }
}
