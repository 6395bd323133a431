using System.Reflection;
using System.Text.Json;
using Namotion.Reflection;
using NJsonSchema;
using NJsonSchema.Generation;
using NJsonSchema.Generation.TypeMappers;
using NSwag;

namespace Crm.Host.OpenApi;

/// <summary>Types as schemas of the document. Remembers what each schema stands for, so that <see cref="SchemaFinish"/> can ask the serializer about it.</summary>
internal sealed class Schemas : ISchemaProcessor
{
    private readonly Dictionary<Type, JsonSchema> patches = [];
    private readonly JsonSerializerOptions json;
    private readonly Names names;
    private readonly OpenApiSchemaResolver resolver;
    private readonly JsonSchemaGenerator generator;

    public Schemas(OpenApiDocument document, JsonSerializerOptions json, Names names)
    {
        (this.json, this.names) = (json, names);
        var settings = new SystemTextJsonSchemaGeneratorSettings
        {
            SchemaType = SchemaType.OpenApi3,
            SerializerOptions = json,
            SchemaNameGenerator = names,
            AlwaysAllowAdditionalObjectProperties = true,
            DefaultReferenceTypeNullHandling = ReferenceTypeNullHandling.NotNull,
            XmlDocumentationFormatting = XmlDocsFormattingMode.Markdown,
        };
        settings.SchemaProcessors.Add(this);
        settings.TypeMappers.Add(Primitive(typeof(Guid), "uuid"));
        settings.TypeMappers.Add(Primitive(typeof(Stream), "binary"));
        (resolver, generator) = (new(document, settings), new(settings));
    }

    /// <summary>Schemas of objects, and the types they stand for.</summary>
    public Dictionary<JsonSchema, Type> Objects { get; } = [];

    public JsonSchema Of(Type type) => generator.GenerateWithReference<JsonSchema>(type.ToContextualType(), resolver);

    /// <summary>What a parameter may be, the annotations of its member included.</summary>
    public JsonSchema Of(PropertyInfo member)
    {
        var type = member.ToContextualProperty().PropertyType;
        return generator.GenerateWithReference<JsonSchema>(type, resolver,
            (schema, _) => generator.ApplyDataAnnotations(schema, generator.Settings.ReflectionService.GetDescription(type, generator.Settings)));
    }

    /// <summary>A merge patch of these fields.</summary>
    public JsonSchema PatchOf(Type fields)
    {
        if (!patches.TryGetValue(fields, out var patch))
        {
            patches[fields] = patch = new() { Type = JsonObjectType.Object, Description = "Members left out stay as they are; null clears a member." };
            foreach (var member in json.GetTypeInfo(fields).Properties)
                if (member.AttributeProvider is PropertyInfo property)
                    patch.Properties[member.Name] = generator.GenerateWithReference<JsonSchemaProperty>(
                        property.ToContextualProperty().PropertyType, resolver, (schema, _) => schema.Description = Prose.Of(property));
            resolver.AppendSchema(patch, Names.Strip(names.Generate(fields), "Fields") + "Patch");
            Objects[patch] = fields;
        }
        return new() { Reference = patch };
    }

    public bool IsPatch(JsonSchema schema) => patches.ContainsValue(schema);

    public void Process(SchemaProcessorContext context)
    {
        if (context.Schema.Properties.Count > 0) Objects[context.Schema] = context.ContextualType.Type;
    }

    private static PrimitiveTypeMapper Primitive(Type type, string format) => new(type, schema => (schema.Type, schema.Format) = (JsonObjectType.String, format));
}
