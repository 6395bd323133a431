using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Crm.Tests.Support;
using NJsonSchema;
using NSwag;
using Shouldly;
using Xunit;

namespace Crm.Tests.OpenApi;

/// <summary>Requests invented from the served document: nothing breaks, and every answer is one the document announces.</summary>
public sealed class ContractFuzzTests(CrmHost host, OwnCompany own, ITestOutputHelper output) : IClassFixture<OwnCompany>
{
    private static readonly int Seed = Setting("CRM_FUZZ_SEED", 20_260_301);
    private readonly Inventor inventor = new(new Random(Seed));
    private readonly Dictionary<string, List<string>> ids = [];
    private readonly SortedDictionary<string, string> faults = [];
    private readonly HashSet<string> succeeded = [];

    [Fact]
    public async Task Every_answer_to_whatever_request_is_a_documented_one()
    {
        var document = await OpenApiDocument.FromJsonAsync(await host.Client().GetStringAsync("/openapi/v1.json"));
        var operations = document.Operations.OrderBy(o => o.Path, StringComparer.Ordinal).ThenBy(o => o.Method, StringComparer.Ordinal).ToList();
        var requests = Setting("CRM_FUZZ", 14 * operations.Count);
        for (var i = 0; i < requests; i++) await TryAsync(operations[i % operations.Count]);

        output.WriteLine($"seed {Seed}: {requests} requests, {succeeded.Count} of {operations.Count} operations succeeded at least once");
        faults.Values.ShouldBeEmpty($"seed {Seed}");
        succeeded.Count.ShouldBeGreaterThan(operations.Count * 2 / 5); // the others need a token from a mail, a file, or a proof
    }

    [Theory]
    [InlineData(500, "{}", "500 broke")]
    [InlineData(418, "{}", "418 is not documented")]
    [InlineData(200, "{}", "200 does not fit its schema")]
    [InlineData(404, "{}", "404 has the media type")]
    public async Task An_answer_that_is_none_of_the_documented_is_a_fault(int status, string body, string fault)
    {
        var document = await OpenApiDocument.FromJsonAsync(await host.Client().GetStringAsync("/openapi/v1.json"));
        using var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        Fault(document.Operations.Single(o => o.Operation.OperationId == "getContact").Operation, answer, body).ShouldNotBeNull().ShouldStartWith(fault);
    }

    private async Task TryAsync(OpenApiOperationDescription operation)
    {
        using var request = Request(operation);
        using var client = operation.Operation.ActualSecurity is { Count: 0 } ? host.Client() : null;
        using var answer = await (client ?? own.Company.Owner.Http).SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var text = await answer.Content.BeginningAsync();
        Remember(operation, answer);
        if (Fault(operation.Operation, answer, text) is not { } fault) return;
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync();
        // Who asks for some members gets these, and not what the schema requires of a whole answer.
        if (fault.Contains("does not fit", StringComparison.Ordinal) && (body.Contains("\"fields\":[", StringComparison.Ordinal) || request.RequestUri!.ToString().Contains("fields=", StringComparison.Ordinal))) return;
        faults.TryAdd($"{operation.Method} {operation.Path} {fault}",
            $"{fault}\n  {request.Method} {request.RequestUri} {string.Join(' ', request.Headers.Where(h => h.Key.StartsWith('I')).Select(h => $"{h.Key}: {string.Join(',', h.Value)}"))}\n  {Short(body)}\n  -> {(int)answer.StatusCode} {Short(text)}");
    }

    private HttpRequestMessage Request(OpenApiOperationDescription operation)
    {
        var (path, query, request) = (operation.Path, new StringBuilder(), new HttpRequestMessage { Method = new(operation.Method.ToUpperInvariant()) });
        foreach (var parameter in operation.Operation.ActualParameters.Where(p => p.Kind is not OpenApiParameterKind.Body && (p.IsRequired || inventor.Once(3))))
        {
            var value = Inventor.Text(inventor.Value(parameter.Schema ?? parameter));
            if (parameter.Kind is OpenApiParameterKind.Path) path = path.Replace($"{{{parameter.Name}}}", Uri.EscapeDataString(Id(operation, path, parameter.Name) ?? Segment(value)));
            else if (parameter.Kind is OpenApiParameterKind.Query) query.Append(CultureInfo.InvariantCulture, $"&{parameter.Name}={Uri.EscapeDataString(value)}");
            else request.Headers.TryAddWithoutValidation(parameter.Name, inventor.Once(2) ? "*" : string.Concat(value.Where(c => c is > ' ' and < (char)127)));
        }
        request.RequestUri = new($"{path}{(query.Length > 0 ? "?" + query.ToString(1, query.Length - 1) : "")}", UriKind.Relative);
        if (operation.Operation.ActualRequestBody?.Content.FirstOrDefault() is { Value: { } media } content)
            request.Content = new StringContent(Body(media)?.ToJsonString() ?? "null", Encoding.UTF8, new MediaTypeHeaderValue(content.Key));
        return request;
    }

    // A web server refuses U+0000 in a path by itself, and without a segment it is another path.
    private static string Segment(string value) => value.Replace("\0", "") is { Length: > 0 } text ? text : "x";

    /// <summary>Half of the bodies are the documented example, a little spoilt, so that many requests get past the first check.</summary>
    private JsonNode? Body(OpenApiMediaType media)
    {
        if (inventor.Once(2) || media.Example is null) return inventor.Value(media.Schema);
        var example = media.Example.ToString()!.Replace("ada@example.com", $"fuzz-{inventor.One(Enumerable.Range(0, 1000).ToList())}@fuzz.example");
        return inventor.Spoil(WithKnown(JsonNode.Parse(example), "contacts"));
    }

    /// <summary>An example's ids are nobody's; these are of what is there.</summary>
    private JsonNode? WithKnown(JsonNode? node, string name) => node switch
    {
        JsonObject body => new JsonObject(body.ToList().Select(member => KeyValuePair.Create(member.Key, WithKnown(member.Value, member.Key)))),
        JsonArray list => new JsonArray([.. list.ToList().Select(item => WithKnown(item, name))]),
        JsonValue value when value.TryGetValue<Guid>(out _) && (ids.TryGetValue(Named(name), out var known) || ids.TryGetValue("/api/v1/contacts", out known)) => inventor.One(known),
        _ => node?.DeepClone(),
    };

    /// <summary>Mostly one that exists, of the collection before it or of the one it is named after, except for a stream, which would not end.</summary>
    private string? Id(OpenApiOperationDescription operation, string path, string name) =>
        inventor.Once(4) || operation.Operation.ActualResponses.Any(answer => answer.Value.Content.ContainsKey("text/event-stream")) ? null
        : ids.TryGetValue(path.Split("/{")[0], out var known) || ids.TryGetValue(Named(name), out known) ? inventor.One(known) : null;

    private static string Named(string name) => $"/api/v1/{(name.EndsWith("yId", StringComparison.Ordinal) ? name[..^3] + "ies" : name.EndsWith("Id", StringComparison.Ordinal) ? name[..^2] + "s" : name)}";

    private void Remember(OpenApiOperationDescription operation, HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode) return;
        succeeded.Add($"{operation.Method} {operation.Path}");
        if (answer.Headers.Location is not { } place) return;
        var (collection, id) = (place.ToString()[..place.ToString().LastIndexOf('/')], place.ToString().Split('/')[^1]);
        if (!ids.TryGetValue(collection, out var known)) ids[collection] = known = [];
        known.Add(id);
    }

    private static string? Fault(OpenApiOperation operation, HttpResponseMessage answer, string text)
    {
        var status = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
        if ((int)answer.StatusCode >= 500) return $"{status} broke";
        if (!operation.ActualResponses.TryGetValue(status, out var documented)) return $"{status} is not documented";
        if (documented.Content.Count == 0) return text.Length > 0 ? $"{status} has a body that is not documented" : null;
        var sent = answer.Content.Headers.ContentType?.MediaType;
        if (!documented.Content.TryGetValue(sent ?? "", out var media)) return $"{status} has the media type {sent ?? "none"}";
        if (!sent!.EndsWith("json", StringComparison.Ordinal) || sent.EndsWith("ndjson", StringComparison.Ordinal) || sent.EndsWith("openapi+json", StringComparison.Ordinal)) return null; // lines of JSON are not JSON, and a document of the API is a file
        return media.Schema.ActualSchema.Validate(text, SchemaType.OpenApi3).FirstOrDefault() is { } error ? $"{status} does not fit its schema: {error.Kind} {error.Path}" : null;
    }

    private static string Short(string text) => text.Length > 400 ? text[..400] + "…" : text;

    private static int Setting(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
