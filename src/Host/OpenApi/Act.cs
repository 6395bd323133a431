using System.Reflection;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Crm.Host.OpenApi;

/// <summary>One operation, as the metadata of its endpoint tells: where it is, what it reads from where, what it answers when all is well.</summary>
internal sealed class Act
{
    private Act(RouteEndpoint endpoint, EndpointDefinition definition, string method)
    {
        (Endpoint, Definition, Method) = (endpoint, definition, method.ToLowerInvariant());
        Path = "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(Text))));
        Inputs = [.. ActInputs.Read(this)];
        Answers = [.. endpoint.Metadata.OfType<IProducesResponseTypeMetadata>().Where(answer => answer.StatusCode < 400)
            .DistinctBy(answer => answer.StatusCode).OrderBy(answer => answer.StatusCode)];
    }

    public RouteEndpoint Endpoint { get; }
    public EndpointDefinition Definition { get; }
    public string Method { get; }
    public string Path { get; }
    public IReadOnlyList<Input> Inputs { get; }
    public IReadOnlyList<IProducesResponseTypeMetadata> Answers { get; }

    public bool Anonymous => Endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
    public bool Writes => Method is not ("get" or "head") && Endpoint.Metadata.GetMetadata<Question>() is null;
    public Input? Body => Inputs.FirstOrDefault(input => input.Source is Source.Body);

    /// <summary>The fields that a merge patch in the body changes.</summary>
    public Type? Patched => Body?.Type is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(MergePatch<>) ? type.GetGenericArguments()[0] : null;

    public IEnumerable<ProblemType> Declared => Endpoint.Metadata.OfType<ProblemResponses>().SelectMany(declared => declared.Problems);
    public string Tag => Endpoint.Metadata.GetMetadata<ITagsMetadata>()?.Tags is [var first, ..] ? first : Definition.EndpointType.Assembly.GetName().Name!.Split('.')[^1];
    public string? Summary => Definition.EndpointSummary?.Summary ?? Own;
    public string Description => string.Join("\n\n", ((string?[])[Own, Access]).OfType<string>());

    private string? Own => Definition.EndpointSummary?.Description ?? Prose.Of(Definition.EndpointType)
        ?? (Definition.ReqDtoType.Assembly == Definition.EndpointType.Assembly ? Prose.Of(Definition.ReqDtoType) : null);

    private string Access => Anonymous ? "Needs no token."
        : Definition.AllowedPermissions is { Count: > 0 } permissions ? $"Needs {string.Join(" or ", permissions.Select(permission => $"`{permission}`"))}."
        : "Needs a token.";

    /// <summary>What an answer with this status says, where the endpoint has its own words.</summary>
    public string? Words(int status) => Definition.EndpointSummary?.Responses.GetValueOrDefault(status);

    /// <summary>The name given by WithName, else the slice's own.</summary>
    public string Name
    {
        get
        {
            var given = Endpoint.Metadata.OfType<IEndpointNameMetadata>().Skip(1).LastOrDefault()?.EndpointName ?? Definition.EndpointType.Name;
            return Names.Camel(given.EndsWith("Endpoint", StringComparison.Ordinal) ? given[..^"Endpoint".Length] : given);
        }
    }

    public static IEnumerable<Act> All(EndpointDataSource source) =>
        from endpoint in source.Endpoints.OfType<RouteEndpoint>()
        let definition = endpoint.Metadata.GetMetadata<EndpointDefinition>()
        where definition is not null && endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is not { ExcludeFromDescription: true }
        from method in endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
        select new Act(endpoint, definition, method);

    private static string Text(RoutePatternPart part) => part switch
    {
        RoutePatternParameterPart parameter => $"{{{Names.Camel(parameter.Name)}}}",
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        _ => "",
    };
}

/// <summary>Where a member of a request comes from.</summary>
internal enum Source { Path, Query, Header, Body }

/// <summary>Something an operation reads.</summary>
/// <param name="Source">Where from.</param>
/// <param name="Name">As on the wire.</param>
/// <param name="Type">What it is bound to.</param>
/// <param name="Member">The request's member; none for a route parameter that only the handler reads, or a body that is the whole request.</param>
/// <param name="Required">Whether a request without it is refused.</param>
internal sealed record Input(Source Source, string Name, Type Type, PropertyInfo? Member, bool Required);
