using System.Reflection;
using System.Text.Json;
using Namotion.Reflection;
using NJsonSchema;
using NJsonSchema.Generation;
using NJsonSchema.Generation.TypeMappers;
using NSwag;

namespace Crm.Host.OpenApi;

/// <summary>Types as schemas of the document. The members of an object are those that the serializer reads and writes.</summary>
internal sealed class Schemas : JsonSchemaGenerator
{
    private readonly Dictionary<Type, JsonSchema> patches = [];
    private readonly JsonSerializerOptions json;
    private readonly Names names;
    private readonly OpenApiSchemaResolver resolver;

    public Schemas(OpenApiDocument document, JsonSerializerOptions json, Names names) : base(Rules(json, names))
    {
        (this.json, this.names) = (json, names);
        resolver = new(document, Settings);
    }

    /// <summary>Schemas of objects, and the types they stand for.</summary>
    public Dictionary<JsonSchema, Type> Objects { get; } = [];

    public JsonSchema Of(Type type) => GenerateWithReference<JsonSchema>(type.ToContextualType(), resolver);

    public JsonSchema Of(PropertyInfo member) => GenerateWithReference<JsonSchema>(member.ToContextualProperty().PropertyType, resolver);

    /// <summary>A merge patch of these fields.</summary>
    public JsonSchema PatchOf(Type fields)
    {
        if (!patches.TryGetValue(fields, out var patch))
        {
            patches[fields] = patch = new() { Type = JsonObjectType.Object, Description = "Members left out stay as they are; null clears a member." };
            AddMembers(patch, fields);
            resolver.AppendSchema(patch, Names.Strip(names.Generate(fields), "Fields") + "Patch");
        }
        return new() { Reference = patch };
    }

    public bool IsPatch(JsonSchema schema) => patches.ContainsValue(schema);

    protected override void GenerateObject(JsonSchema schema, JsonTypeDescription typeDescription, JsonSchemaResolver schemaResolver)
    {
        var type = typeDescription.ContextualType.Type;
        schemaResolver.AddSchema(type, false, schema);
        typeDescription.ApplyType(schema);
        schema.Description = Prose.Of(type);
        AddMembers(schema, type);
    }

    private void AddMembers(JsonSchema schema, Type type)
    {
        Objects[schema] = type;
        foreach (var member in json.GetTypeInfo(type).Properties)
            if (member.AttributeProvider is PropertyInfo property)
                schema.Properties[member.Name] = GenerateWithReference<JsonSchemaProperty>(
                    property.ToContextualProperty().PropertyType, resolver, (described, _) => described.Description = Prose.Of(property));
    }

    private static SystemTextJsonSchemaGeneratorSettings Rules(JsonSerializerOptions json, Names names) => new()
    {
        SchemaType = SchemaType.OpenApi3,
        SerializerOptions = json,
        SchemaNameGenerator = names,
        AlwaysAllowAdditionalObjectProperties = true,
        DefaultReferenceTypeNullHandling = ReferenceTypeNullHandling.NotNull,
        ResolveExternalXmlDocumentation = false,
        TypeMappers = [Text(typeof(Guid), "uuid"), Text(typeof(Stream), "binary")],
    };

    private static PrimitiveTypeMapper Text(Type type, string format) => new(type, schema => (schema.Type, schema.Format) = (JsonObjectType.String, format));
}
