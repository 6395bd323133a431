using System.Globalization;
using Crm.Kernel.ChangeLog;
using Crm.Kernel.Problems;
using Marten;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Crm.Kernel.Http;

/// <summary>Strong entity tags made of a document's revision, and the conditions a request may set on them. Where an answer shows a figure that is reckoned from other records,
/// the tag has it too (<c>"5.12"</c>), so that nobody keeps an old one; writes compare the revision only.</summary>
public static class ETags
{
    public static string Of(int version, int? reckoned = null) => reckoned is null or 0 ? $"\"{version}\"" : $"\"{version}.{reckoned}\"";

    /// <summary>Ends the request with 412 unless <c>If-Match</c> is absent or names the current version. A weak tag never matches.</summary>
    public static async Task HonourIfMatchAsync(this HttpContext http, IQuerySession session, Resource current, CancellationToken ct)
    {
        if (IsCurrent(http, current.Version, out var tags)) return;
        throw new ProblemException(KernelProblems.Stale)
        {
            CurrentETag = Of(current.Version),
            ChangedFields = tags.Select(tag => Version(tag.Tag)).Max() is { } seen ? await ChangedSinceAsync(session, current, seen, ct) : null,
        };
    }

    /// <summary>The same for a resource of the control database, whose changes nobody lists by field.</summary>
    public static void HonourIfMatch(this HttpContext http, int version)
    {
        if (!IsCurrent(http, version, out _))
            throw new ProblemException(KernelProblems.Stale) { CurrentETag = Of(version) };
    }

    /// <summary>As <see cref="HonourIfMatchAsync"/>, and 428 if <c>If-Match</c> is absent.</summary>
    public static Task RequireIfMatchAsync(this HttpContext http, IQuerySession session, Resource current, CancellationToken ct) =>
        http.Request.Headers.IfMatch.Count == 0 ? throw KernelProblems.PreconditionRequired.With() : http.HonourIfMatchAsync(session, current, ct);

    /// <summary>Whether the client already has what this tag names. Proxies weaken tags, so <c>If-None-Match</c> compares weakly.</summary>
    public static bool IsKnown(HttpRequest request, string current) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var tags)
        && tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Tag == current);

    private static bool IsCurrent(HttpContext http, int version, out IList<EntityTagHeaderValue> tags)
    {
        tags = [];
        var header = http.Request.Headers.IfMatch;
        if (header.Count == 0) return true;
        if (!EntityTagHeaderValue.TryParseList(header, out var named)) return false;
        tags = named;
        return tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || (!tag.IsWeak && Version(tag.Tag) == version));
    }

    private static async Task<IReadOnlyList<string>> ChangedSinceAsync(IQuerySession session, Resource current, int version, CancellationToken ct)
    {
        var fields = await ChangeFeed.FieldsChangedSinceAsync(session.Connection, current.GetType().Name.ToLowerInvariant(), current.Id.ToString(), version, ct);
        return [.. fields.Except(["updatedAt", "updatedBy"])];
    }

    private static int? Version(StringSegment tag)
    {
        var text = tag.AsSpan().Trim('"');
        return int.TryParse(text.IndexOf('.') is >= 0 and var dot ? text[..dot] : text, NumberStyles.None, null, out var version) ? version : null;
    }
}
