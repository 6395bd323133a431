using System.Text.Json;
using System.Text.Json.Nodes;

namespace Crm.Host.OpenApi;

/// <summary>Puts an example beside every JSON body: the endpoint's own where its Summary has one, else an invented one.</summary>
internal sealed class ExamplePass(JsonObject document, JsonObject samples, JsonSerializerOptions json)
{
    private readonly Examples invented = new(samples, document["components"]!["schemas"]!.AsObject());

    public void Run(Act act)
    {
        var operation = document["paths"]![act.Path]![act.Method]!;
        Fill(operation["requestBody"]?["content"], () => Own(act.Definition.EndpointSummary?.ExampleRequest, act));
        foreach (var (status, response) in operation["responses"]!.AsObject())
            Fill(response!["content"], () => Own(act.Definition.EndpointSummary?.ResponseExamples.GetValueOrDefault(int.Parse(status)), act));
    }

    private void Fill(JsonNode? content, Func<JsonNode?> own)
    {
        foreach (var (media, body) in content?.AsObject() ?? [])
            if (media.EndsWith("json", StringComparison.Ordinal) && body!["examples"] is null)
                body["example"] = own() ?? invented.Of(body["schema"]!.AsObject());
    }

    private JsonNode? Own(object? example, Act act)
    {
        if (example is null) return null;
        if (act.Body?.Member is { } member && member.DeclaringType!.IsInstanceOfType(example)) example = member.GetValue(example);
        var node = JsonSerializer.SerializeToNode(example, json);
        foreach (var input in act.Inputs.Where(input => input.Source is not Source.Body))
            if (node is JsonObject whole && act.Definition.ReqDtoType.IsInstanceOfType(example)) whole.Remove(input.Name);
        return node;
    }
}
