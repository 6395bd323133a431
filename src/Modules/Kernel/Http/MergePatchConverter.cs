using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Crm.Kernel.Http;

/// <summary>Keeps the body of a PATCH as it was sent, since an absent member and a null one mean different things.</summary>
internal sealed class MergePatchConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(MergePatch<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Reader<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Reader<T> : JsonConverter<MergePatch<T>> where T : class
    {
        public override bool HandleNull => true;

        public override MergePatch<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType is not JsonTokenType.StartObject) throw new JsonException("The JSON value could not be converted to an object.");
            try
            {
                return new(JsonSerializer.Deserialize<JsonObject>(ref reader, options)!);
            }
            catch (ArgumentException e)
            {
                throw new JsonException("A member comes twice.", e); // nodes do not say it as other types do
            }
        }

        public override void Write(Utf8JsonWriter writer, MergePatch<T> value, JsonSerializerOptions options) => throw new NotSupportedException("A patch is only ever read.");
    }
}
