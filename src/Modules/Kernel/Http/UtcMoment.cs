using System.Text.Json;
using System.Text.Json.Serialization;

namespace Crm.Kernel.Http;

/// <summary>Writes a moment as RFC 3339 in UTC with <c>Z</c>, whatever offset it came with.</summary>
internal sealed class UtcMoment : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset().ToUniversalTime();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value.UtcDateTime);
}
