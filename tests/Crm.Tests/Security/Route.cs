using System.Text.RegularExpressions;
using Crm.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Security;

/// <summary>One endpoint of the running host, and one method of it.</summary>
internal sealed partial record Route(string Method, string Path, bool Anonymous)
{
    public bool HasId => Path.Contains('{');

    /// <summary>What stands in the path is a kind of record, which every company has.</summary>
    public bool NamesAKind => Path.EndsWith("/{object}", StringComparison.Ordinal);

    /// <summary>For those who run the service: no company's token opens it.</summary>
    public bool IsPlatform => Path.StartsWith("/api/v1/platform/", StringComparison.Ordinal);

    public bool Writes => Method is not ("GET" or "HEAD");

    /// <summary>Where the things that the first id of the path names are listed and made. The trash holds what others have made: contacts stand for all.</summary>
    public string Collection => Path.StartsWith("/api/v1/trash/", StringComparison.Ordinal) ? "/api/v1/contacts" : Path.Split("/{")[0];

    public static IReadOnlyList<Route> All(CrmHost host) =>
    [
        .. from endpoint in host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"]
           where endpoint.RoutePattern.RawText != "_test_url_cache_" // the framework's, for its own tests
           let route = new Route(method, "/" + endpoint.RoutePattern.RawText!.TrimStart('/'), endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
           orderby route.Path, route.Method
           select route,
    ];

    /// <summary>Whether the path is one of the route's: <c>/contacts/query</c> is one of <c>/contacts/{id}</c>, too.</summary>
    public bool Covers(string path) => Regex.IsMatch(path, $"^{Id().Replace(Path, "[^/]+")}$");

    public string With(string id) => Id().Replace(NamesAKind ? Path : Path.Replace("{object}", "contact"), Uri.EscapeDataString(id));

    public override string ToString() => $"{Method} {Path}";

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Id();
}
