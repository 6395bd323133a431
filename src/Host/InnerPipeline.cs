using System.Diagnostics;
using Crm.Kernel.Access;
using Crm.Kernel.Batches;
using Crm.Kernel.ChangeLog;
using Crm.Kernel.Problems;
using Crm.Tenancy;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Crm.Host;

/// <summary>
/// The way of a request that the house makes to itself: the same authorization, company, transaction and slice as of one from outside, by whoever makes the outer one. What guards the front
/// door (addresses, rates, tokens) has been passed already.
/// </summary>
internal sealed class InnerPipeline(IServiceScopeFactory scopes, IHttpContextAccessor accessor) : InnerRequests
{
    private RequestDelegate? alone, together;
    private EndpointDataSource? endpoints;
    private Dictionary<string, RouteEndpoint>? byName;

    public void Lay(IApplicationBuilder app, EndpointDataSource source) => (alone, together, endpoints) = (Way(app.New(), door: true), Way(app.New(), door: false), source);

    public override async Task<InnerAnswer> SendAsync(HttpContext outer, InnerRequest request, bool alone, CancellationToken ct)
    {
        await using var scope = alone ? scopes.CreateAsyncScope() : default(AsyncServiceScope?);
        using var answer = new MemoryStream();
        var inner = Context(outer, request, scope?.ServiceProvider ?? outer.RequestServices, answer, ct);
        var (way, rights, origin, activity) = (alone ? this.alone! : together!, Rights.Current, ChangeOrigin.Current, Activity.Current);
        Task walked;
        // In a flow of its own: to set the accessor's context in this one would take the outer request's from it for good.
        using (ExecutionContext.SuppressFlow()) walked = Task.Run(() =>
        {
            (accessor.HttpContext, Rights.Current, ChangeOrigin.Current, Activity.Current) = (inner, rights, origin, activity);
            return way(inner);
        }, ct);
        await walked;
        return new(inner.Response.StatusCode, inner.Response.Headers.ETag, answer.ToArray());
    }

    private static RequestDelegate Way(IApplicationBuilder app, bool door)
    {
        app.UseMiddleware<ProblemWriter>();
        app.UseAuthorization();
        if (door) app.UseDoor();
        app.UseBodyRules();
        app.Run(http => http.GetEndpoint()!.RequestDelegate!(http));
        return app.Build();
    }

    private DefaultHttpContext Context(HttpContext outer, InnerRequest request, IServiceProvider services, Stream answer, CancellationToken ct)
    {
        var endpoint = Named(request.OperationId);
        var values = new RouteValueDictionary();
        if (request.Id is { } id) values["id"] = id.ToString();
        var inner = new DefaultHttpContext { RequestServices = services, User = outer.User, TraceIdentifier = outer.TraceIdentifier, RequestAborted = ct };
        inner.Features.Set(outer.Features.Get<Rights>());
        inner.Features.Set<IHttpRequestBodyDetectionFeature>(new HasBody(request.Body is not null));
        inner.SetEndpoint(endpoint);
        (inner.Connection.RemoteIpAddress, inner.Connection.RemotePort) = (outer.Connection.RemoteIpAddress, outer.Connection.RemotePort);
        (inner.Request.Method, inner.Request.Scheme, inner.Request.Host) = (Method(endpoint), outer.Request.Scheme, outer.Request.Host);
        (inner.Request.Path, inner.Request.QueryString, inner.Request.RouteValues) = (Path(endpoint.RoutePattern, values), new(request.Query), values);
        inner.Request.Headers.UserAgent = outer.Request.Headers.UserAgent;
        if (request.IfMatch is { } tag) inner.Request.Headers.IfMatch = tag;
        if (request.IdempotencyKey is { } key) inner.Request.Headers["Idempotency-Key"] = key;
        if (request.Body is { } body) (inner.Request.Body, inner.Request.ContentLength, inner.Request.ContentType) = (new MemoryStream(body), body.Length, MediaType(inner.Request.Method));
        inner.Response.Body = answer;
        return inner;
    }

    private RouteEndpoint Named(string operationId) =>
        (byName ??= endpoints!.Endpoints.OfType<RouteEndpoint>().Where(e => e.Metadata.GetMetadata<IEndpointNameMetadata>() is not null).ToDictionary(e => e.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName))[operationId];

    private static string Method(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0];

    private static string Path(RoutePattern pattern, RouteValueDictionary values) =>
        "/" + string.Join('/', pattern.PathSegments.Select(segment => segment.Parts[0] is RoutePatternParameterPart parameter ? values[parameter.Name] : ((RoutePatternLiteralPart)segment.Parts[0]).Content));

    private static string MediaType(string method) => HttpMethods.IsPatch(method) ? Kernel.Http.MergePatch.MediaType : "application/json";

    private sealed record HasBody(bool CanHaveBody) : IHttpRequestBodyDetectionFeature;
}

/// <summary>How the host lays it.</summary>
internal static class InnerPipelineWiring
{
    public static void UseInnerRequests(this WebApplication app) => app.Services.GetRequiredService<InnerPipeline>().Lay(app, new CompositeEndpointDataSource(((IEndpointRouteBuilder)app).DataSources));
}
