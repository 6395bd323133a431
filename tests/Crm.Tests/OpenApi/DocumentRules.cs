using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Crm.Tests.OpenApi;

/// <summary>What must hold for every operation of the document, whoever wrote its slice.</summary>
internal static partial class DocumentRules
{
    // What every C# file of a project with implicit usings sees.
    private static readonly string[] Seen = ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"];
    private static readonly HashSet<string> OfDotNet = [.. new[] { typeof(object), typeof(Enumerable), typeof(HttpClient), typeof(Uri) }.SelectMany(t => t.Assembly.GetExportedTypes()).Where(t => Seen.Contains(t.Namespace)).Select(t => t.Name)];

    public static IEnumerable<string> Faults(JsonObject document)
    {
        var operations = Operations(document).ToList();
        foreach (var twice in operations.GroupBy(o => (string?)o.Operation["operationId"]).Where(same => same.Count() > 1)) yield return $"operationId {twice.Key} is there twice";
        foreach (var (name, operation) in operations)
        {
            if (!MethodName().IsMatch((string?)operation["operationId"] ?? "")) yield return $"{name} has no operationId that reads as a method's name";
            if (string.IsNullOrWhiteSpace((string?)operation["summary"])) yield return $"{name} has no summary";
            if (string.IsNullOrWhiteSpace((string?)operation["description"])) yield return $"{name} has no description";
            var tag = (string?)operation["tags"]?[0];
            if (document["tags"]!.AsArray().FirstOrDefault(known => (string?)known!["name"] == tag)?["description"] is not JsonValue about || (string?)about == tag)
                yield return $"{name} stands under {tag}, which nobody describes: register an ApiTag in the module";
            foreach (var fault in Answers(document, operation)) yield return $"{name} {fault}";
        }
        foreach (var clash in document["components"]!["schemas"]!.AsObject().Select(schema => schema.Key).Where(key => char.IsDigit(key[^1])))
            yield return $"schema {clash}: two types have one name on the wire";
        foreach (var ambiguous in document["components"]!["schemas"]!.AsObject().Select(schema => schema.Key).Where(OfDotNet.Contains))
            yield return $"schema {ambiguous}: .NET has a type of that name, so that the generated client's is ambiguous";
    }

    public static IEnumerable<(string Name, JsonObject Operation)> Operations(JsonObject document) =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select ($"{operation.Key.ToUpperInvariant()} {path.Key}", operation.Value!.AsObject());

    /// <summary>What a reference points at, else the node itself.</summary>
    public static JsonObject Resolve(JsonObject document, JsonNode node) =>
        (string?)node["$ref"] is { } reference ? reference.Split('/').Skip(1).Aggregate((JsonNode)document, (at, step) => at[step]!).AsObject() : node.AsObject();

    private static IEnumerable<string> Answers(JsonObject document, JsonObject operation)
    {
        var answers = operation["responses"]!.AsObject();
        if (!answers.Any(answer => answer.Key.StartsWith('2'))) yield return "answers nothing when all is well";
        foreach (var everywhere in (string[])["400", "429", "500", "503"])
            if (!answers.ContainsKey(everywhere)) yield return $"does not say that it may answer {everywhere}";
        if (operation["security"] is null && !(answers.ContainsKey("401") && answers.ContainsKey("403"))) yield return "needs a token, but does not say that it may answer 401 and 403";
        // Another shape would reach callers of a generated client as an exception.
        if (answers.Where(answer => answer.Key.StartsWith('2')).Select(answer => answer.Value!["content"]?["application/json"]?["schema"]?.ToJsonString()).Distinct().Count() > 1) yield return "has bodies of several shapes when all is well";
        foreach (var (status, answer) in answers)
        {
            var whole = Resolve(document, answer!);
            if (whole["headers"]?["RateLimit"] is null) yield return $"{status} has no RateLimit header";
            if (string.Compare(status, "400", StringComparison.Ordinal) < 0) continue;
            if (whole["content"]?.AsObject() is not { Count: 1 } content || (string?)content["application/problem+json"]?["schema"]?["$ref"] != "#/components/schemas/Problem")
                yield return $"{status} is no Problem";
        }
    }

    [GeneratedRegex("^[a-z]+([A-Z][a-z]+)*$")]
    private static partial Regex MethodName();
}
