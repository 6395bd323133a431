using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using NJsonSchema;

namespace Crm.Host.OpenApi;

/// <summary>Makes schemas exact: what is required and what may be null is asked of the serializer, the rest of the validators.</summary>
/// <remarks>A schema that is only answered says what is always there; one that is sent says what must be sent.</remarks>
internal sealed class SchemaFinish(Schemas schemas, JsonSerializerOptions json, ValidationRules rules)
{
    private readonly bool omitsNull = json.DefaultIgnoreCondition is JsonIgnoreCondition.WhenWritingNull;

    public void Run(IEnumerable<JsonSchema> sent, IEnumerable<JsonSchema> answered, Func<Type, PropertyInfo, bool> outside)
    {
        var requests = Reach.Of(sent);
        foreach (var schema in Reach.Of(answered).Except(requests)) Each(schema, Answered);
        foreach (var schema in requests)
        {
            Each(schema, (property, member) => Sent(property, member, schemas.IsPatch(schema), outside));
            if (!schemas.IsPatch(schema) && schemas.Objects.ContainsKey(schema)) schema.AllowAdditionalProperties = false;
        }
    }

    private void Each(JsonSchema schema, Action<JsonSchemaProperty, JsonPropertyInfo> finish)
    {
        if (!schemas.Objects.TryGetValue(schema, out var type)) return;
        foreach (var member in json.GetTypeInfo(type).Properties)
            if (schema.Properties.TryGetValue(member.Name, out var property)) finish(property, member);
    }

    private void Answered(JsonSchemaProperty property, JsonPropertyInfo member)
    {
        property.IsRequired = !member.IsGetNullable || !omitsNull;
        property.IsNullableRaw = member.IsGetNullable && !omitsNull ? true : null;
    }

    private void Sent(JsonSchemaProperty property, JsonPropertyInfo member, bool patch, Func<Type, PropertyInfo, bool> outside)
    {
        if (member.AttributeProvider is not PropertyInfo info) return;
        if (outside(info.DeclaringType!, info))
        {
            property.ParentSchema!.Properties.Remove(member.Name);
            return;
        }
        var rule = rules.For(info);
        rule?.ApplyTo(property);
        if (property.Item is { } item) rules.ForEach(info)?.ApplyTo(item);
        property.IsRequired = !patch && (member.IsRequired || rule?.Required is true);
        property.IsNullableRaw = patch || (member.IsSetNullable && rule?.Required is not true) ? true : null;
    }
}
