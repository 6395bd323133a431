using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Crm.Host.OpenApi;
using Crm.Tests.Support;
using FastEndpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Crm.Tests.OpenApi;

public class DocumentTests(CrmHost host)
{
    private readonly byte[] bytes = host.Services.GetRequiredService<ApiDocument>().Bytes;

    private JsonObject Document => JsonNode.Parse(bytes)!.AsObject();

    [Fact]
    public async Task What_is_served_is_what_the_verb_exports_without_a_database()
    {
        using var client = host.Client();
        var served = await client.GetByteArrayAsync("/openapi/v1.json", TestContext.Current.CancellationToken);

        var path = Path.Combine(host.Settings.Local, "v1.json");
        var verb = new ProcessStartInfo("dotnet", [typeof(ApiDocument).Assembly.Location, "openapi", path]) { RedirectStandardOutput = true };
        verb.Environment.Remove("CRM_POSTGRES");
        using var process = Process.Start(verb)!;
        await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0);

        (await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken)).ShouldBe(served);
    }

    [Fact]
    public async Task Who_has_it_already_is_told_so()
    {
        using var client = host.Client();
        var first = await client.GetAsync("/openapi/v1.json", TestContext.Current.CancellationToken);
        first.Headers.ETag!.IsWeak.ShouldBeFalse();

        client.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag);
        (await client.GetAsync("/openapi/v1.json", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public void Every_endpoint_is_in_it()
    {
        var endpoints = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.Count(endpoint => endpoint.Metadata.GetMetadata<EndpointDefinition>() is not null);
        endpoints.ShouldBeGreaterThan(20);
        DocumentRules.Operations(Document).Count().ShouldBe(endpoints);
    }

    [Fact]
    public void Every_operation_says_what_its_callers_need_to_know() => DocumentRules.Faults(Document).ShouldBeEmpty();

    [Fact]
    public void Every_problem_that_an_endpoint_declares_is_told_under_its_status()
    {
        var document = Document;
        var declared = Act.All(host.Services.GetRequiredService<EndpointDataSource>()).SelectMany(act => act.Declared.Select(problem => (act, problem))).ToList();
        declared.Count.ShouldBeGreaterThan(50);
        foreach (var (act, problem) in declared)
            ((string)DocumentRules.Resolve(document, document["paths"]![act.Path]![act.Method]!["responses"]![$"{problem.Status}"]!)["description"]!).ShouldContain($"`{problem.Code}`");
    }

    [Theory]
    [InlineData("summary", "has no summary")]
    [InlineData("operationId", "has no operationId")]
    [InlineData("tags", "nobody describes")]
    [InlineData("responses/409/content/application~problem+json", "409 is no Problem")]
    [InlineData("responses/429", "may answer 429")]
    [InlineData("responses/201", "answers nothing when all is well")]
    public void A_fault_is_found(string missing, string found)
    {
        var document = Document;
        var at = missing.Split('/').Select(step => step.Replace('~', '/')).ToList();
        at.SkipLast(1).Aggregate(document["paths"]!["/api/v1/contact-stages"]!["post"]!, (node, step) => node[step]!).AsObject().Remove(at[^1]).ShouldBeTrue();

        DocumentRules.Faults(document).ShouldContain(fault => fault.StartsWith("POST /api/v1/contact-stages ", StringComparison.Ordinal) && fault.Contains(found));
    }

    [Fact]
    public void Good_answers_of_several_shapes_are_found()
    {
        var document = Document;
        document["paths"]!["/api/v1/contact-stages"]!["post"]!["responses"]!["202"] = new JsonObject();

        DocumentRules.Faults(document).ShouldContain(fault => fault.StartsWith("POST /api/v1/contact-stages ", StringComparison.Ordinal) && fault.Contains("several shapes"));
    }

    [Fact]
    public void A_name_that_dot_net_has_is_found()
    {
        var document = Document;
        document["components"]!["schemas"]!["Task"] = new JsonObject();

        DocumentRules.Faults(document).ShouldContain(fault => fault.StartsWith("schema Task:", StringComparison.Ordinal));
    }
}
