using System.Text.Json;
using System.Text.Json.Serialization;

namespace Crm.Kernel.Http;

/// <summary>Refuses the one character that PostgreSQL cannot keep in a text, wherever in a body it stands.</summary>
internal sealed class StorableText : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Checked(Text(ref reader));

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Checked(reader.GetString())!;

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);

    private static string? Text(ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.String or JsonTokenType.Null ? reader.GetString() : throw new JsonException("The JSON value could not be converted to a text.");

    private static string? Checked(string? text) =>
        text?.Contains('\0') is true ? throw new JsonException("The JSON value could not be converted: it contains the character U+0000.") : text;
}
