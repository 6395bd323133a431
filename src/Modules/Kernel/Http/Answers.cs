using System.Text.Json.Nodes;
using Crm.Kernel.Lists;
using FastEndpoints;
using Microsoft.AspNetCore.Http;

namespace Crm.Kernel.Http;

/// <summary>The answers that every resource gives, with the headers that belong to them.</summary>
public static class Answers
{
    /// <summary>200 with the entity tag, or 304 if the client has this version already.</summary>
    /// <param name="reckoned">What the view shows beside the resource itself and changes without it, if anything.</param>
    public static Task FoundAsync<TRequest, TView>(this ResponseSender<TRequest, TView> send, int version, TView view, CancellationToken ct, int? reckoned = null) where TRequest : notnull
    {
        var tag = ETags.Of(version, reckoned);
        send.HttpContext.Response.Headers.ETag = tag;
        return ETags.IsKnown(send.HttpContext.Request, tag) ? send.NotModifiedAsync(ct) : send.OkAsync(view, ct);
    }

    /// <summary>201 with the place and the entity tag of the resource.</summary>
    public static Task CreatedAsync<TRequest, TView>(
        this ResponseSender<TRequest, TView> send, string location, TView view, CancellationToken ct, int version = 1) where TRequest : notnull
    {
        send.HttpContext.Response.Headers.Location = location;
        send.HttpContext.Response.Headers.ETag = ETags.Of(version);
        return send.ResponseAsync(view, StatusCodes.Status201Created, ct);
    }

    /// <summary>200 with the entity tag that the resource has once this request is committed.</summary>
    public static Task ChangedAsync<TRequest, TView>(this ResponseSender<TRequest, TView> send, int version, TView view, CancellationToken ct) where TRequest : notnull
    {
        send.HttpContext.Response.Headers.ETag = ETags.Of(version);
        return send.OkAsync(view, ct);
    }

    /// <summary>200 with a page, and its neighbours in the <c>Link</c> header.</summary>
    public static Task PageAsync<TRequest, TView>(this ResponseSender<TRequest, Page<TView>> send, Page<TView> page, CancellationToken ct) where TRequest : notnull
    {
        var http = send.HttpContext;
        // A query's next page is no address of its own.
        if (HttpMethods.IsPost(http.Request.Method)) return SendAsync(send, page, ct);
        if (page.Info.Next is { } next) http.Response.Headers.Append("Link", Link(http.Request, next, "next"));
        if (page.Info.Prev is { } prev) http.Response.Headers.Append("Link", Link(http.Request, prev, "prev"));
        return SendAsync(send, page, ct);
    }

    private static Task<FastEndpoints.Void> SendAsync<TRequest, TView>(ResponseSender<TRequest, Page<TView>> send, Page<TView> page, CancellationToken ct) where TRequest : notnull =>
        page.Fields is { } fields
            ? send.HttpContext.Response.SendAsync(new Page<JsonObject>([.. page.Data.Select(view => SparseFields.Pick(view, fields))], page.Info), StatusCodes.Status200OK, null, ct)
            : send.OkAsync(page, ct);

    private static string Link(HttpRequest request, string cursor, string relation)
    {
        var query = request.Query.Where(q => q.Key != "cursor").Append(new("cursor", cursor));
        return $"<{request.Path}{QueryString.Create(query)}>; rel=\"{relation}\"";
    }
}
