using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Crm.Tests.Support;

namespace Crm.Tests.Security;

/// <summary>Requests as the documentation shows them, made by whoever asks.</summary>
internal sealed class Samples(JsonObject document, string operatorToken)
{
    private static int count;

    public static async Task<Samples> OfAsync(CrmHost host) => new((await host.Client().GetFromJsonAsync<JsonObject>("/openapi/v1.json"))!, (await OperatorAtWork.HireAsync(host)).Person.AccessToken);

    /// <summary>The example body, with addresses nobody has used and the company's own ids; null where the endpoint takes none.</summary>
    public JsonNode? Body(Route route, Company company)
    {
        if (!TakesBody(route) || Content(route)?.First() is not { Value: { } media }) return null;
        var body = media["example"]?.DeepClone() ?? media["examples"]!.AsObject().First().Value!["value"]!.DeepClone();
        foreach (var leaf in Leaves(body).Where(leaf => leaf.GetValueKind() is System.Text.Json.JsonValueKind.String))
            if (leaf.Parent is JsonObject && leaf.GetPropertyName() is "tenant" or "account") leaf.ReplaceWith(leaf.GetPropertyName() is "tenant" ? company.Slug : company.Owner.Email);
            else if (Guid.TryParse((string)leaf!, out _)) leaf.ReplaceWith((leaf.GetPath().Contains(".records[") && company.Contact is { } contact ? contact : company.Owner.AccountId).ToString());
            else if (((string)leaf!).Contains('@')) leaf.ReplaceWith($"sample-{Interlocked.Increment(ref count)}@{company.Slug}.example");
            else if (leaf.Parent is JsonArray && leaf.GetPath().EndsWith(".domains[0]", StringComparison.Ordinal)) leaf.ReplaceWith($"sample-{Interlocked.Increment(ref count)}.{company.Slug}.example");
            else if (leaf.Parent is JsonObject && leaf.GetPropertyName() is "key" or "slug" or "name" or "lastName") leaf.ReplaceWith($"{leaf}{Interlocked.Increment(ref count)}");
        return JsonNode.Parse(body.ToJsonString()); // the document's own nodes take Id for id
    }

    /// <summary>A file is no body that could be made here.</summary>
    public bool TakesBody(Route route) => Content(route)?.First().Key.EndsWith("json", StringComparison.Ordinal) is true;

    /// <summary>Each object in the body, and the members that the documentation knows there.</summary>
    public IEnumerable<(JsonObject Object, HashSet<string> Documented)> Objects(Route route, JsonNode body) => Objects(body, Content(route)!.First().Value!["schema"]);

    public HttpRequestMessage Request(Route route, string id, JsonNode? body)
    {
        var request = new HttpRequestMessage(new HttpMethod(route.Method), route.With(id));
        if (route is { IsPlatform: true, Anonymous: false }) request.Headers.Authorization = new("Bearer", operatorToken);
        if (route.Writes && route.HasId) request.Headers.TryAddWithoutValidation("If-Match", "*");
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue(Content(route)!.First().Key));
        return request;
    }

    /// <summary>Names of what the endpoint reads from the query.</summary>
    public IEnumerable<string> Queries(Route route) =>
        from parameter in Operation(route)?["parameters"]?.AsArray() ?? []
        where (string?)parameter!["in"] == "query"
        select (string)parameter["name"]!;

    private IEnumerable<(JsonObject Object, HashSet<string> Documented)> Objects(JsonNode? node, JsonNode? schema)
    {
        schema = schema?["oneOf"]?[0] ?? schema?["allOf"]?[0] ?? schema;
        if ((string?)schema?["$ref"] is { } reference) schema = document["components"]!["schemas"]![reference.Split('/')[^1]];
        return node switch
        {
            // A map of texts has no members: its names are values, too.
            JsonObject when (string?)(schema?["additionalProperties"] as JsonObject)?["type"] == "string" => [],
            // The data of a batch's item is held to the rules of the single write that it stands for, item by item.
            JsonObject o when o.Parent is JsonObject && o.GetPropertyName() is "data" => [],
            JsonObject o => [(o, [.. schema?["properties"]?.AsObject().Select(p => p.Key) ?? []]), .. o.SelectMany(member => Objects(member.Value, schema?["properties"]?[member.Key]))],
            JsonArray a => a.SelectMany(item => Objects(item, schema?["items"])),
            _ => [],
        };
    }

    public static IReadOnlyList<JsonValue> Leaves(JsonNode node) => node switch
    {
        JsonObject o => [.. o.SelectMany(member => member.Value is { } value ? Leaves(value) : [])],
        JsonArray a => [.. a.SelectMany(item => item is null ? [] : Leaves(item))],
        _ => [node.AsValue()],
    };

    private JsonObject? Content(Route route) => Operation(route)?["requestBody"]?["content"]?.AsObject();

    private JsonNode? Operation(Route route) => document["paths"]?[route.Path]?[route.Method.ToLowerInvariant()];
}
