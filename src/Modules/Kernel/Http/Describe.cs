using Crm.Kernel.Problems;
using FastEndpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Crm.Kernel.Http;

/// <summary>
/// Every problem that an endpoint may answer: metadata for the OpenAPI document and the tests. With <see cref="KernelProblems.Stale"/> it honours
/// <c>If-Match</c>, with <see cref="KernelProblems.PreconditionRequired"/> it requires it.
/// </summary>
public sealed record ProblemResponses(IReadOnlyList<ProblemType> Problems);

/// <summary>What an endpoint tells the OpenAPI document about itself; a description or an example is added by the endpoint's own <c>Summary</c>.</summary>
public static class Describe
{
    /// <param name="operationId">Reads well as a method name, and is unique.</param>
    /// <param name="status">Of the answer when all goes well; its body is the endpoint's response type.</param>
    /// <param name="problems">What else may happen, beside what follows from the route, the body and the declared permission.</param>
    public static void Describes(this BaseEndpoint endpoint, string operationId, string tag, string summary, int status, params ProblemType[] problems) =>
        Add(endpoint.Definition, operationId, tag, summary, problems, b =>
            b.Produces(status, status is StatusCodes.Status204NoContent || endpoint.Definition.ResDtoType == typeof(object) ? null : endpoint.Definition.ResDtoType));

    /// <summary>As <c>Describes</c>, for an endpoint that answers a stream of server-sent events.</summary>
    public static void DescribesStream(this BaseEndpoint endpoint, string operationId, string tag, string summary, params ProblemType[] problems) =>
        Add(endpoint.Definition, operationId, tag, summary, problems, b => b.Produces<Stream>(StatusCodes.Status200OK, "text/event-stream"));

    /// <summary>As <c>Describes</c>, for an endpoint that answers a file of one of these types.</summary>
    public static void DescribesFile(this BaseEndpoint endpoint, string operationId, string tag, string summary, IReadOnlyList<string> mediaTypes, params ProblemType[] problems) =>
        Add(endpoint.Definition, operationId, tag, summary, problems, b => b.Produces<Stream>(StatusCodes.Status200OK, mediaTypes[0], [.. mediaTypes.Skip(1)]).WithMetadata(new FileAnswer()));

    /// <summary>
    /// For a PATCH or DELETE that may need a job to come true: it answers 202 then, with the job's address and, after a PATCH, the resource as it is until it has ended.
    /// The body is that of the other answer, since a generated method has one return type.
    /// </summary>
    public static void MayStartAJob(this BaseEndpoint endpoint) =>
        endpoint.Definition.Description(b => b.Produces(StatusCodes.Status202Accepted, endpoint.Definition.Verbs.Contains("DELETE") ? null : endpoint.Definition.ResDtoType));

    /// <summary>For a POST that may find what it shall create, and then answers 200 with it.</summary>
    public static void MayAnswerWhatIsThere(this BaseEndpoint endpoint) => endpoint.Definition.Description(b => b.Produces(StatusCodes.Status200OK, endpoint.Definition.ResDtoType));

    /// <summary>For a batch, of which some items may fail: 207 then.</summary>
    public static void MayAnswerInParts(this BaseEndpoint endpoint) => endpoint.Definition.Description(b => b.Produces(StatusCodes.Status207MultiStatus, endpoint.Definition.ResDtoType));

    private static void Add(EndpointDefinition definition, string operationId, string tag, string summary, ProblemType[] problems, Action<RouteHandlerBuilder> produces)
    {
        definition.Summary(s => s.Summary = summary);
        definition.Description(b =>
        {
            b.WithName(operationId).WithTags(tag).ClearDefaultProduces();
            produces(b);
            if (definition.Verbs.Contains("PATCH")) b.ClearDefaultAccepts().Accepts(definition.ReqDtoType, MergePatch.MediaType, "application/json");
            b.WithMetadata(new ProblemResponses([.. problems.Concat(Implied(definition)).Distinct()]));
        });
    }

    private static IEnumerable<ProblemType> Implied(EndpointDefinition definition)
    {
        if (definition.Verbs.Any(v => v is "POST" or "PUT" or "PATCH") && definition.ReqDtoType != typeof(EmptyRequest))
            yield return KernelProblems.Malformed;
        if (TakesBody(definition))
        {
            yield return KernelProblems.TooLarge;
            yield return KernelProblems.UnsupportedMediaType;
            yield return KernelProblems.UnknownMember;
            yield return KernelProblems.ValidationFailed;
        }
        else if (definition.ReqDtoType.IsAssignableTo(typeof(Lists.PageRequest)))
        {
            yield return KernelProblems.Invalid;
            yield return KernelProblems.CursorMismatch;
        }
        if (definition.Routes.Any(r => r.Contains('{'))) yield return KernelProblems.NotFound;
        if (definition.AnonymousVerbs is null)
        {
            yield return KernelProblems.Unauthenticated;
            yield return KernelProblems.Forbidden;
        }
        yield return KernelProblems.TooManyRequests;
        yield return KernelProblems.Internal;
        yield return KernelProblems.Unavailable;
    }

    private static bool TakesBody(EndpointDefinition definition) =>
        definition.Verbs.Any(v => v is "POST" or "PUT" or "PATCH")
        && definition.ReqDtoType.GetProperties().Any(p => !p.IsDefined(typeof(RouteParamAttribute), true) && !p.IsDefined(typeof(QueryParamAttribute), true));
}
