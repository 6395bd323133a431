using System.Text.Json.Nodes;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;

namespace Crm.Host.OpenApi;

/// <summary>Adds to each operation what follows from the house and not from the slice: headers, failures, security. All of it by reference.</summary>
internal sealed class HousePass(JsonObject document, IReadOnlyList<Act> acts)
{
    private readonly HashSet<string> versioned = [.. acts.Where(HouseProblems.HonoursIfMatch).Select(act => act.Path)];
    private readonly JsonObject shared = document["components"]!["responses"]!.AsObject();

    public void Run()
    {
        foreach (var problems in HouseProblems.All.OrderBy(group => group.Key)) shared[HouseProblems.NameOf(problems.Key)] = Failure(problems.Key, [.. problems]);
        foreach (var act in acts) Run(act);
    }

    private void Run(Act act)
    {
        var operation = document["paths"]![act.Path]![act.Method]!.AsObject();
        if (act.Anonymous) operation["security"] = new JsonArray();

        var parameters = operation["parameters"]?.AsArray() ?? [];
        operation.Remove("parameters");
        if (HouseProblems.Idempotent(act)) parameters.Add(Shared("parameters", "IdempotencyKey"));
        if (HouseProblems.RequiresIfMatch(act)) parameters.Add(Shared("parameters", "IfMatchRequired"));
        else if (HouseProblems.HonoursIfMatch(act)) parameters.Add(Shared("parameters", "IfMatch"));
        if (HonoursIfNoneMatch(act)) parameters.Add(Shared("parameters", "IfNoneMatch"));
        if (parameters.Count > 0) operation.Insert(operation.IndexOf("requestBody") is var body and >= 0 ? body : operation.IndexOf("responses"), "parameters", parameters);

        var responses = operation["responses"]!.AsObject();
        if (HonoursIfNoneMatch(act)) responses["304"] = new JsonObject { ["description"] = "Not Modified" };
        foreach (var (status, response) in responses) response!.AsObject().Insert(1, "headers", Headers([.. GoodHeaders(act, status)]));
        foreach (var problems in HouseProblems.Of(act))
            responses[problems.Key.ToString()] = problems.All(HouseProblems.All[problems.Key].Contains)
                ? Shared("responses", HouseProblems.NameOf(problems.Key))
                : Failure(problems.Key, [.. problems]);
    }

    /// <summary>What is changed under a condition is read under one too.</summary>
    private bool HonoursIfNoneMatch(Act act) => act.Method is "get" && (versioned.Contains(act.Path) || act.Endpoint.Metadata.GetMetadata<FileAnswer>() is not null);

    private IEnumerable<string> GoodHeaders(Act act, string status)
    {
        // What is taken on is not done: only a patch answers the resource as well.
        var whole = status is not "204" && (status is not "202" || act.Method is "patch");
        if (whole && (HonoursIfNoneMatch(act) || HouseProblems.HonoursIfMatch(act) || (status is "201" && !act.Anonymous))) yield return "ETag";
        if (status is "201" || (status is "202" && Begins(act))) yield return "Location";
        if (act.Inputs.Any(input => input.Name is "cursor")) yield return "Link";
        if (HouseProblems.Idempotent(act)) yield return "Idempotency-Replayed";
    }

    /// <summary>Long work has a place of its own, be it a job or a signup; a signup's later steps go on at the same.</summary>
    private static bool Begins(Act act) => !(act.Anonymous && act.Path.Contains('{')) && (act.Method is "delete" || act.Answers.Any(answer => answer.Type?.GetProperty("Id") is not null));

    private static JsonObject Failure(int status, IReadOnlyList<ProblemType> problems)
    {
        var examples = new JsonObject();
        foreach (var problem in problems)
            examples[problem.Code] = new JsonObject { ["summary"] = problem.Title, ["value"] = Sample(problem) };
        return new()
        {
            ["description"] = string.Join('\n', problems.Select(problem => $"- `{problem.Code}`: {problem.Explanation}")),
            ["headers"] = Headers([.. FailureHeaders(status)]),
            ["content"] = new JsonObject
            {
                ["application/problem+json"] = new JsonObject { ["schema"] = Shared("schemas", nameof(Problem)), ["examples"] = examples },
            },
        };
    }

    private static IEnumerable<string> FailureHeaders(int status)
    {
        if (status is 409 or 429 or 503) yield return "Retry-After";
        if (status is 412) yield return "ETag";
    }

    private static JsonObject Sample(ProblemType problem) => new()
    {
        ["type"] = $"https://crm.example/problems/{problem.Code}",
        ["title"] = problem.Title,
        ["status"] = problem.Status,
        ["code"] = problem.Code,
        ["traceId"] = "4bf92f3577b34da6a3ce929d0e0e4736",
    };

    private static JsonObject Headers(IReadOnlyList<string> names)
    {
        var headers = new JsonObject();
        foreach (var name in (IEnumerable<string>)[.. names, "RateLimit", "RateLimit-Policy"]) headers[name] = Shared("headers", name.Replace("-", ""));
        return headers;
    }

    private static JsonObject Shared(string kind, string name) => new() { ["$ref"] = $"#/components/{kind}/{name}" };
}
