using System.Net.Mime;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using NJsonSchema;
using NSwag;

namespace Crm.Host.OpenApi;

/// <summary>The OpenAPI document of this release: written once from the mapped endpoints, the same bytes wherever it is asked for.</summary>
internal sealed class ApiDocument(EndpointDataSource endpoints, IServiceProvider services, IOptions<JsonOptions> json, IEnumerable<ApiTag> tags)
{
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lazy<byte[]> bytes = new(() => Write(endpoints, services, json.Value.SerializerOptions, tags));
    private EntityTagHeaderValue? tag;

    public byte[] Bytes => bytes.Value;

    public IResult Serve() => Results.Bytes(Bytes, MediaTypeNames.Application.Json, entityTag: tag ??= new($"\"{Convert.ToHexStringLower(SHA256.HashData(Bytes))[..32]}\""));

    private static byte[] Write(EndpointDataSource endpoints, IServiceProvider services, JsonSerializerOptions json, IEnumerable<ApiTag> tags)
    {
        using var scope = services.CreateScope();
        var acts = Act.All(endpoints).OrderBy(act => act.Path, StringComparer.Ordinal).ThenBy(act => act.Method, StringComparer.Ordinal).ToList();
        var own = new OpenApiDocument { SchemaType = SchemaType.OpenApi3 };
        var wholes = acts.Where(act => act.Body is { Member: null }).ToLookup(act => act.Definition.ReqDtoType);
        var schemas = new Schemas(own, json, new(wholes.Select(whole => whole.Key).ToHashSet()));
        var rules = new ValidationRules(acts, scope.ServiceProvider);
        var operations = new Operations(schemas, rules);
        foreach (var act in acts)
        {
            if (!own.Paths.TryGetValue(act.Path, out var path)) own.Paths[act.Path] = path = [];
            path[act.Method] = operations.Write(act);
        }
        var problem = schemas.Of(typeof(Problem));
        new SchemaFinish(schemas, json, rules).Run(operations.Sent, [.. operations.Answered, problem],
            (type, member) => wholes[type].Any(act => ActInputs.Outside(act, member)));
        return JsonSerializer.SerializeToUtf8Bytes(Compose(acts, JsonNode.Parse(own.ToJson())!.AsObject(), tags, json), Written);
    }

    private static JsonObject Compose(List<Act> acts, JsonObject own, IEnumerable<ApiTag> tags, JsonSerializerOptions json)
    {
        var document = Embedded("frame.json");
        foreach (var tag in acts.GroupBy(act => act.Tag).OrderBy(tag => tag.Key, StringComparer.Ordinal))
            document["tags"]!.AsArray().Add(new JsonObject { ["name"] = tag.Key, ["description"] = tags.FirstOrDefault(known => known.Name == tag.Key)?.Description ?? tag.Key });
        document["paths"] = own["paths"]?.DeepClone() ?? new JsonObject();
        document["components"]!["schemas"] = own["components"]!["schemas"]!.DeepClone();
        Tidy.Run(document);
        new HousePass(document, acts).Run();
        acts.ForEach(new ExamplePass(document, Embedded("samples.json"), json).Run);
        Unused.Remove(document);
        return document;
    }

    private static JsonObject Embedded(string name)
    {
        using var stream = typeof(ApiDocument).Assembly.GetManifestResourceStream(typeof(ApiDocument), name)!;
        return JsonNode.Parse(stream)!.AsObject();
    }
}
