using Crm.Kernel.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Crm.Kernel.Http;

/// <summary>Strong entity tags made of a document's revision, and the conditions a request may set on them.</summary>
public static class ETags
{
    public static string Of(int version) => $"\"{version}\"";

    /// <summary>Ends the request with 412 unless <c>If-Match</c> is absent or names the current version. A weak tag never matches.</summary>
    public static void HonourIfMatch(this HttpContext http, Resource current)
    {
        var header = http.Request.Headers.IfMatch;
        if (header.Count == 0) return;
        var matches = EntityTagHeaderValue.TryParseList(header, out var tags)
            && tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || (!tag.IsWeak && tag.Tag == Of(current.Version)));
        if (!matches) throw new ProblemException(KernelProblems.Stale) { CurrentETag = Of(current.Version) };
    }

    /// <summary>As <see cref="HonourIfMatch"/>, and 428 if <c>If-Match</c> is absent.</summary>
    public static void RequireIfMatch(this HttpContext http, Resource current)
    {
        if (http.Request.Headers.IfMatch.Count == 0) throw KernelProblems.PreconditionRequired.With();
        http.HonourIfMatch(current);
    }

    /// <summary>Whether the client already has this version. Proxies weaken tags, so <c>If-None-Match</c> compares weakly.</summary>
    internal static bool IsKnown(HttpRequest request, int version) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var tags)
        && tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Tag == Of(version));
}
