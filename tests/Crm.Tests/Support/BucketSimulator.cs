using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Crm.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Crm.Tests.Support;

/// <summary>A store that speaks S3 on a real port: one bucket, which keeps what it is given and lists it in small pages. It checks the signature (SigV4) and the hash of every request.</summary>
public sealed class BucketSimulator : IAsyncDisposable
{
    private const int PageKeys = 3;
    private const string Bucket = "crm-files", AccessKey = "AKIACANARY", SecretKey = "canary/s3+secret";

    private readonly ConcurrentDictionary<string, (byte[] Bytes, DateTime At)> objects = new();
    private readonly WebApplication app;

    private BucketSimulator(WebApplication app)
    {
        this.app = app;
        app.Run(AnswerAsync);
    }

    public BucketSettings Settings { get; private set; } = null!;
    public int Refused { get; private set; }
    public IEnumerable<string> Keys => objects.Keys;

    public static async Task<BucketSimulator> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(k => k.Limits.MaxRequestBodySize = null);
        var simulator = new BucketSimulator(builder.Build());
        await simulator.app.StartAsync();
        var address = simulator.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        simulator.Settings = new() { Endpoint = new(address), Bucket = Bucket, Region = "eu-central-1", AccessKey = AccessKey, SecretKey = SecretKey };
        return simulator;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        if (!IsSigned(http, body.ToArray()))
        {
            Refused++;
            await FailAsync(http, 403, "SignatureDoesNotMatch");
            return;
        }
        var path = http.Request.Path.Value!;
        if (path is $"/{Bucket}" or $"/{Bucket}/") await ListAsync(http);
        else if (!path.StartsWith($"/{Bucket}/", StringComparison.Ordinal)) await FailAsync(http, 404, "NoSuchBucket");
        else await ObjectAsync(http, path[(Bucket.Length + 2)..], body.ToArray());
    }

    private async Task ObjectAsync(HttpContext http, string key, byte[] body)
    {
        if (HttpMethods.IsPut(http.Request.Method)) objects[key] = (body, DateTime.UtcNow);
        else if (HttpMethods.IsDelete(http.Request.Method))
        {
            objects.TryRemove(key, out _);
            http.Response.StatusCode = 204;
        }
        else if (!objects.TryGetValue(key, out var stored)) await FailAsync(http, 404, "NoSuchKey");
        else
        {
            var range = http.Request.GetTypedHeaders().Range?.Ranges.Single();
            var (from, to) = ((int)(range?.From ?? 0), (int)Math.Min(range?.To ?? long.MaxValue, stored.Bytes.Length - 1));
            if (range is not null && from >= stored.Bytes.Length)
            {
                await FailAsync(http, 416, "InvalidRange");
                return;
            }
            if (range is not null) (http.Response.StatusCode, http.Response.Headers.ContentRange) = (206, $"bytes {from}-{to}/{stored.Bytes.Length}");
            http.Response.ContentLength = to - from + 1;
            http.Response.Headers.LastModified = stored.At.ToString("R", CultureInfo.InvariantCulture);
            // With a hyphen, as of a file that came in parts: a client takes any other for the content's MD5.
            http.Response.Headers.ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(stored.Bytes))[..32]}-1\"";
            if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.Body.WriteAsync(stored.Bytes.AsMemory(from, to - from + 1));
        }
    }

    private async Task ListAsync(HttpContext http)
    {
        var (prefix, delimiter, after) = (http.Request.Query["prefix"].ToString(), http.Request.Query["delimiter"].ToString(), http.Request.Query["continuation-token"].ToString());
        var keys = objects.Where(o => o.Key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(o.Key, after) > 0 && (delimiter.Length == 0 || !o.Key[prefix.Length..].Contains(delimiter, StringComparison.Ordinal)))
            .OrderBy(o => o.Key, StringComparer.Ordinal).ToList();
        XNamespace s3 = "http://s3.amazonaws.com/doc/2006-03-01/";
        var more = keys.Count > PageKeys;
        var answer = new XElement(s3 + "ListBucketResult", new XElement(s3 + "Name", Bucket), new XElement(s3 + "Prefix", prefix), new XElement(s3 + "KeyCount", Math.Min(PageKeys, keys.Count)), new XElement(s3 + "MaxKeys", PageKeys),
            new XElement(s3 + "IsTruncated", more), more ? new XElement(s3 + "NextContinuationToken", keys[PageKeys - 1].Key) : null,
            keys.Take(PageKeys).Select(o => new XElement(s3 + "Contents", new XElement(s3 + "Key", o.Key), new XElement(s3 + "LastModified", o.Value.At.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)), new XElement(s3 + "Size", o.Value.Bytes.Length))));
        http.Response.ContentType = "application/xml";
        await http.Response.WriteAsync(answer.ToString());
    }

    private static async Task FailAsync(HttpContext http, int status, string code)
    {
        (http.Response.StatusCode, http.Response.ContentType) = (status, "application/xml");
        if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.WriteAsync($"<Error><Code>{code}</Code><Message>{code}</Message></Error>");
    }

    /// <summary>As AWS describes Signature Version 4, from the request as it came.</summary>
    private bool IsSigned(HttpContext http, byte[] body)
    {
        var (request, said) = (http.Request, http.Request.Headers.Authorization.ToString());
        if (!said.StartsWith("AWS4-HMAC-SHA256 ", StringComparison.Ordinal)) return false;
        var parts = said["AWS4-HMAC-SHA256 ".Length..].Split(',').Select(p => p.Trim().Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
        var hash = request.Headers["x-amz-content-sha256"].ToString();
        if (hash != Convert.ToHexStringLower(SHA256.HashData(body))) return false;
        var (path, query) = (http.Features.Get<IHttpRequestFeature>()!.RawTarget + "?").Split('?') is [var first, var second, ..] ? (first, second) : ("", "");
        var signed = parts["SignedHeaders"].Split(';');
        if (!new[] { "host", "x-amz-content-sha256", "x-amz-date" }.All(signed.Contains)) return false;
        var canonical = string.Join('\n', request.Method, path,
            string.Join('&', query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Contains('=', StringComparison.Ordinal) ? p : p + "=").Order(StringComparer.Ordinal)),
            string.Concat(signed.Select(name => $"{name}:{request.Headers[name].ToString().Trim()}\n")), parts["SignedHeaders"], hash);
        var (date, scope) = (request.Headers["x-amz-date"].ToString(), parts["Credential"].Split('/', 2));
        if (scope[0] != AccessKey || scope[1] != $"{date[..8]}/{Settings.Region}/s3/aws4_request") return false;
        var key = scope[1].Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + SecretKey), (k, part) => HMACSHA256.HashData(k, Encoding.UTF8.GetBytes(part)));
        var text = string.Join('\n', "AWS4-HMAC-SHA256", date, scope[1], Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))));
        return parts["Signature"] == Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }
}
