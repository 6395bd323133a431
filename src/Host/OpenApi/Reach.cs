using NJsonSchema;

namespace Crm.Host.OpenApi;

/// <summary>The schemas that can be reached from some.</summary>
internal static class Reach
{
    public static HashSet<JsonSchema> Of(IEnumerable<JsonSchema> roots)
    {
        HashSet<JsonSchema> seen = [];
        foreach (var root in roots) Visit(root, seen);
        return seen;
    }

    private static void Visit(JsonSchema? schema, HashSet<JsonSchema> seen)
    {
        if (schema is null || !seen.Add(schema)) return;
        IEnumerable<JsonSchema?> next = [schema.Reference, schema.Item, schema.AdditionalPropertiesSchema, .. schema.Properties.Values, .. schema.OneOf, .. schema.AllOf, .. schema.AnyOf];
        foreach (var one in next) Visit(one, seen);
    }
}
