using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Kernel.CustomFields;
using Crm.Kernel.CustomFields.Computed;
using Crm.Kernel.Http;

namespace Crm.Host.OpenApi;

/// <summary>Puts the types of a company's own fields where the release's document says only that there may be some.</summary>
internal static class TenantOverlay
{
    private static readonly string[] Shapes = ["", "Fields", "Patch"];

    public static byte[] Over(byte[] release, CustomFieldSet set)
    {
        var document = JsonNode.Parse(release)!.AsObject();
        var schemas = document["components"]!["schemas"]!.AsObject();
        foreach (var fields in set.Fields.Where(f => !f.Archived).GroupBy(f => f.Object))
            foreach (var shape in Shapes)
            {
                var name = char.ToUpperInvariant(fields.Key[0]) + fields.Key[1..];
                if (schemas[name + shape]?["properties"]?["custom"] is not JsonObject custom) continue;
                custom.Remove("additionalProperties");
                custom["properties"] = new JsonObject(fields.Where(f => shape is "" || f.Type is not (CustomFieldType.Formula or CustomFieldType.Rollup)).Select(f => KeyValuePair.Create<string, JsonNode?>(f.Key, Of(f, shape is "Patch"))));
                // A patch may leave out what is required, and an answer may come from before it was.
                if (shape is "Fields" && fields.Where(f => f.Required).Select(f => (JsonNode?)f.Key).ToArray() is { Length: > 0 } required) custom["required"] = new JsonArray(required);
            }
        return JsonSerializer.SerializeToUtf8Bytes(document, Json.Options);
    }

    private static JsonObject Of(CustomField field, bool nullable)
    {
        var schema = Type(field);
        schema["description"] = field.Description is { } more ? $"{field.Label}. {more}" : field.Label;
        if (nullable) schema["nullable"] = true;
        return schema;
    }

    private static JsonObject Type(CustomField field) => field.Type switch
    {
        CustomFieldType.Number or CustomFieldType.Duration or CustomFieldType.Rating => Bounded(new() { ["type"] = "integer", ["format"] = "int64" }, field),
        CustomFieldType.Decimal or CustomFieldType.Percent => Bounded(new() { ["type"] = "number" }, field),
        CustomFieldType.Money => new()
        {
            ["type"] = "object",
            ["required"] = new JsonArray("amount", "currency"),
            ["properties"] = new JsonObject { ["amount"] = Bounded(new() { ["type"] = "number" }, field), ["currency"] = new JsonObject { ["type"] = "string", ["pattern"] = "^[A-Z]{3}$" } },
        },
        CustomFieldType.Boolean => new() { ["type"] = "boolean" },
        CustomFieldType.Date => Text("date"),
        CustomFieldType.DateTime => Text("date-time"),
        CustomFieldType.Select => Options(field),
        CustomFieldType.MultiSelect => new() { ["type"] = "array", ["items"] = Options(field) },
        CustomFieldType.Email => Text("email"),
        CustomFieldType.Url => Text("uri"),
        CustomFieldType.User or CustomFieldType.Contact or CustomFieldType.Company => Text("uuid"),
        CustomFieldType.Json or CustomFieldType.Formula => [],
        CustomFieldType.Rollup => field.Rollup is { Function: RollupFunction.Min or RollupFunction.Max } ? [] : new() { ["type"] = "number" },
        CustomFieldType.Text or CustomFieldType.LongText => new() { ["type"] = "string", ["maxLength"] = field.MaxLength ?? (field.Type is CustomFieldType.Text ? 500 : 20_000) },
        _ => new() { ["type"] = "string" },
    };

    private static JsonObject Text(string format) => new() { ["type"] = "string", ["format"] = format };

    private static JsonObject Options(CustomField field) => new() { ["type"] = "string", ["enum"] = new JsonArray([.. field.Options.Select(o => (JsonNode?)o.Key)]) };

    private static JsonObject Bounded(JsonObject schema, CustomField field)
    {
        if (field.Min is { } least) schema["minimum"] = least;
        if (field.Max is { } most) schema["maximum"] = most;
        return schema;
    }
}
