using System.Text.Json.Nodes;

namespace Crm.Host.OpenApi;

/// <summary>Invents a believable value for a schema: what the samples know by name, else what the schema admits.</summary>
internal sealed class Examples(JsonObject samples, JsonObject schemas)
{
    private const int Deepest = 12;

    public JsonNode? Of(JsonObject schema, string owner = "", string name = "", int depth = 0)
    {
        if (depth > Deepest) return null;
        if (schema["$ref"]?.GetValue<string>().Split('/')[^1] is { } type) return Of(schemas[type]!.AsObject(), type, name, depth + 1);
        if ((schema["allOf"] ?? schema["oneOf"])?[0] is JsonObject one) return Of(one, owner, name, depth + 1);
        var sample = samples[$"{owner}.{name}"] ?? samples[name];
        if (schema["example"] is { } given) return given.DeepClone();
        if (schema["enum"] is JsonArray values) return values[0]!.DeepClone();
        return schema["type"]?.GetValue<string>() switch
        {
            "object" => Object(schema, owner, depth),
            "array" when sample is JsonArray several => several.DeepClone(),
            "array" => Of(schema["items"]!.AsObject(), owner, name, depth + 1) is { } item ? new JsonArray(item) : new JsonArray(),
            "boolean" => true,
            "integer" => Fits(sample, "integer") ?? Whole(schema),
            "number" => Fits(sample, "number") ?? 12.5,
            "string" => Text(schema, sample),
            _ => sample?.DeepClone(),
        };
    }

    private JsonObject Object(JsonObject schema, string owner, int depth)
    {
        var example = new JsonObject();
        foreach (var (name, member) in schema["properties"]?.AsObject() ?? [])
            if (!IsLeftOut($"{owner}.{name}") && Of(member!.AsObject(), owner, name, depth + 1) is { } value) example[name] = value;
        return example;
    }

    /// <summary>A sample that is null: the member would have to name something that exists.</summary>
    private bool IsLeftOut(string member) => samples.TryGetPropertyValue(member, out var sample) && sample is null;

    private static JsonNode Text(JsonObject schema, JsonNode? sample) => schema["format"]?.GetValue<string>() switch
    {
        "uuid" => Fits(sample, "string") is { } id && Guid.TryParse(id.GetValue<string>(), out _) ? id : "0198c0de-0000-7000-8000-000000000001",
        "date-time" => Fits(sample, "string") ?? "2026-03-01T09:30:00Z",
        "date" => "2026-03-01",
        "email" => "ada@example.com",
        "uri" => "https://example.com/",
        _ => Fits(sample, "string") ?? new string('x', Math.Max(schema["minLength"]?.GetValue<int>() ?? 0, 4)),
    };

    private static JsonNode Whole(JsonObject schema) => Math.Max(schema["minimum"]?.GetValue<decimal>() ?? 1, 1);

    private static JsonNode? Fits(JsonNode? sample, string type) => sample is null || sample.GetValueKind() is System.Text.Json.JsonValueKind.String != type is "string" ? null : sample.DeepClone();
}
