using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;

namespace Crm.Tests.OpenApi;

/// <summary>Invents values for a schema: most fit, some lie at its edges, and some do not fit at all.</summary>
internal sealed class Inventor(Random dice)
{
    private static readonly string[] Odd =
    [
        "", " ", "a", "\0", "\ud83d\ude00é", "\u202etxt", new('x', 300), new('y', 20_000), "null", "-1", "1e400", "' or 1=1 --", "%", "_", "\\", "../../etc/passwd", "{{7*7}}", "2026-01-01",
        "9999-12-31T23:59:59.9999999+14:00", "a@b.co", "00000000-0000-0000-0000-000000000000", "me", "+4930123456", "=1+1",
    ];

    public bool Once(int every) => dice.Next(every) == 0;

    public T One<T>(IReadOnlyList<T> of) => of[dice.Next(of.Count)];

    public JsonNode? Value(JsonSchema schema, int depth = 0)
    {
        if (Once(12)) return Nonsense();
        schema = schema.ActualSchema;
        if (schema.IsNullable(SchemaType.OpenApi3) && Once(4)) return null;
        if (schema.OneOf.Count > 0) return Value(schema.OneOf.First(), depth + 1);
        if (schema.AllOf.Count > 0) return Value(schema.AllOf.First(), depth + 1);
        if (schema.Enumeration.Count > 0) return JsonValue.Create(One([.. schema.Enumeration])?.ToString());
        if (schema.Type.HasFlag(JsonObjectType.Object)) return Object(schema, depth);
        if (schema.Type.HasFlag(JsonObjectType.Array)) return new JsonArray([.. Enumerable.Range(0, dice.Next(4)).Select(_ => Value(schema.Item!, depth + 1))]);
        if (schema.Type.HasFlag(JsonObjectType.Integer)) return One([(long)(schema.Minimum ?? 0), (long)(schema.Maximum ?? int.MaxValue), dice.Next(-5, 500)]);
        if (schema.Type.HasFlag(JsonObjectType.Number)) return (dice.NextDouble() * 300) - 50;
        if (schema.Type.HasFlag(JsonObjectType.Boolean)) return Once(2);
        return Text(schema);
    }

    /// <summary>The value with a few of its members given others.</summary>
    public JsonNode? Spoil(JsonNode? value) => value switch
    {
        _ when Once(20) => Nonsense(),
        JsonObject o => new JsonObject(o.Where(_ => !Once(15)).Select(member => KeyValuePair.Create(member.Key, Spoil(member.Value)))),
        JsonArray a => new JsonArray([.. a.Concat(Once(8) ? a : []).Select(Spoil)]),
        _ => value?.DeepClone(),
    };

    public static string Text(JsonNode? value) => value is null ? "" : value.GetValueKind() is JsonValueKind.String ? (string)value! : value.ToJsonString();

    private JsonNode? Nonsense() => dice.Next(6) switch
    {
        0 => null,
        1 => dice.Next(),
        2 => new JsonArray(),
        3 => new JsonObject(),
        _ => One(Odd),
    };

    private JsonObject Object(JsonSchema schema, int depth)
    {
        var made = new JsonObject();
        if (depth > 4) return made;
        foreach (var (name, member) in schema.ActualProperties)
            if (member.IsRequired ? !Once(15) : Once(2)) made[name] = Value(member, depth + 1);
        return made;
    }

    private JsonNode Text(JsonSchema schema) => schema.Format switch
    {
        "uuid" => Guid.CreateVersion7().ToString(),
        "date-time" => "2026-03-01T09:30:00Z",
        "date" => "2026-02-28",
        "email" => $"fuzz-{dice.Next()}@fuzz.example",
        _ when Once(2) => One(Odd),
        _ => new string('k', Math.Max(schema.MinLength ?? 1, Math.Min(schema.MaxLength ?? 20, 20))),
    };
}
