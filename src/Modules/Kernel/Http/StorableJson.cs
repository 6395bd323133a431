using System.Text.Json;
using System.Text.Json.Serialization;

namespace Crm.Kernel.Http;

/// <summary>Any JSON, as long as PostgreSQL can keep it: every text in it is one, without U+0000, and no member comes twice.</summary>
internal sealed class StorableJson : JsonConverter<JsonElement>
{
    public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var element = JsonElement.ParseValue(ref reader);
        try
        {
            Check(element);
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("The JSON value could not be converted: half of a character is missing.", e);
        }
        return element;
    }

    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) => value.WriteTo(writer);

    private static void Check(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                Check(element.GetString()!);
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray()) Check(item);
                break;
            case JsonValueKind.Object:
                var names = new HashSet<string>();
                foreach (var member in element.EnumerateObject())
                {
                    Check(member.Name);
                    if (!names.Add(member.Name)) throw new JsonException("The JSON value could not be converted: a member comes twice.");
                    Check(member.Value);
                }
                break;
        }
    }

    private static void Check(string text)
    {
        if (text.Contains('\0')) throw new JsonException("The JSON value could not be converted: it contains the character U+0000.");
    }
}
