using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Crm.Kernel.Problems;

/// <summary>A problem that ends the request without being thrown: where refusals come by the thousand, unwinding the stack is most of what they cost.</summary>
/// <param name="Problem">What the writer answers.</param>
public sealed record Refusal(ProblemException Problem);

/// <summary>The one place that writes failures: outermost, so that whatever goes wrong further in leaves as problem+json.</summary>
public sealed class ProblemWriter(RequestDelegate next, FailureReading failures, CrmSettings settings, IOptions<JsonOptions> json, ILogger<ProblemWriter> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
            if (http.Features.Get<Refusal>() is { } refusal) await WriteAsync(http, refusal.Problem);
            else if (http.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null }) await WriteAsync(http, BareStatus(http.Response.StatusCode));
        }
        catch (Exception e) when (http.RequestAborted.IsCancellationRequested)
        {
            log.LogDebug(e, "The client went away");
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            var problem = failures.Read(e, http);
            // What was thrown as a problem was foreseen, such as too many logins at once: a stack for each would be a flood of its own.
            if (problem.Type.Status >= 500 && e is not ProblemException) log.LogError(e, "{Method} {Path} failed", http.Request.Method, http.Request.Path);
            http.Response.Headers.Remove("ETag");
            http.Response.Headers.Remove("Location");
            await WriteAsync(http, problem);
        }
    }

    private async Task WriteAsync(HttpContext http, ProblemException problem)
    {
        var type = problem.Type;
        http.Response.StatusCode = type.Status;
        if (problem.RetryAfter is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString();
        if (problem.CurrentETag is { } etag) http.Response.Headers.ETag = etag;
        http.Response.ContentType = "application/problem+json";
        if (HttpMethods.IsHead(http.Request.Method)) return;
        var body = new Problem(
            settings.ProblemPage(type.Code), type.Title, type.Status, type.Code,
            Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier, problem.Detail, http.Request.Path, problem.Errors, problem.CurrentETag, problem.ChangedFields, problem.Candidates, problem.MergedInto);
        http.Response.ContentLength = null;
        await http.Response.WriteAsJsonAsync(body, json.Value.SerializerOptions, http.Response.ContentType, http.RequestAborted);
    }

    private static ProblemException BareStatus(int status) => status switch
    {
        401 => KernelProblems.Unauthenticated.With(),
        403 => KernelProblems.Forbidden.With(),
        404 => KernelProblems.NotFound.With(),
        405 => KernelProblems.MethodNotAllowed.With(),
        413 => KernelProblems.TooLarge.With(),
        415 => KernelProblems.UnsupportedMediaType.With(),
        429 => KernelProblems.TooManyRequests.With(),
        503 => new ProblemException(KernelProblems.Unavailable) { RetryAfter = 2 },
        >= 500 => KernelProblems.Internal.With(),
        _ => (KernelProblems.Malformed with { Status = status, Title = ReasonPhrases.GetReasonPhrase(status) }).With(),
    };
}
