using System.Net;
using System.Net.Http.Json;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using Shouldly;

namespace Crm.Tests.Support;

/// <summary>Calls of the API as a client makes them, and what tests ask of the answers.</summary>
public static class Calls
{
    public static async Task<Answer> CallAsync(this Person person, HttpMethod method, string path, object? body = null, string? ifMatch = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = JsonContent.Create(body);
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        using var response = await person.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new(response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text), response.Headers.ETag?.ToString(), response.Headers.Location?.ToString(),
            response.Headers.Contains("Idempotency-Replayed"));
    }

    /// <summary>The text of an answer; of a stream, which has no end to wait for, what it says first.</summary>
    public static async Task<string> BeginningAsync(this HttpContent content)
    {
        if (content.Headers.ContentType?.MediaType is not "text/event-stream") return await content.ReadAsStringAsync();
        var buffer = new byte[64 * 1024];
        await using var stream = await content.ReadAsStreamAsync();
        return System.Text.Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer));
    }

    public static Task<Answer> GetAsync(this Person person, string path) => person.CallAsync(HttpMethod.Get, path);

    public static Task<Answer> PostAsync(this Person person, string path, object? body = null) => person.CallAsync(HttpMethod.Post, path, body);

    public static Task<Answer> PatchAsync(this Person person, string path, object body, string? ifMatch = null) => person.CallAsync(HttpMethod.Patch, path, body, ifMatch);

    public static Task<Answer> PutAsync(this Person person, string path, object body, string? ifMatch = null) => person.CallAsync(HttpMethod.Put, path, body, ifMatch);

    public static Task<Answer> DeleteAsync(this Person person, string path, string? ifMatch = null) => person.CallAsync(HttpMethod.Delete, path, ifMatch: ifMatch);
}

/// <summary>What came back.</summary>
public sealed record Answer(HttpStatusCode Status, JsonNode? Json, string? ETag, string? Location, bool Replayed)
{
    public JsonNode Body => Json.ShouldNotBeNull();
    public Guid Id => (Guid)Body["id"]!;
    public string? Code => (string?)Json?["code"];
    public IReadOnlyList<JsonNode> Data => [.. Body["data"]!.AsArray().Select(item => item!)];
    public string? Next => (string?)Body["page"]!["next"];
    public string? Prev => (string?)Body["page"]!["prev"];

    /// <summary>A member as it stood on the wire.</summary>
    public string Shows(string member) => Body[member]!.ToJsonString(new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public string? Text(string member) => (string?)Body[member];

    public Answer ShouldBe(HttpStatusCode status)
    {
        Status.ShouldBe(status, Json?.ToJsonString());
        return this;
    }

    /// <summary>A problem with this status and code, that points at these members.</summary>
    public Answer ShouldFail(int status, string code, params string[] pointers)
    {
        ((int)Status).ShouldBe(status, Json?.ToJsonString());
        Code.ShouldBe(code);
        foreach (var pointer in pointers) Body["errors"]!.AsArray().Select(e => (string?)e!["pointer"]).ShouldContain(pointer);
        return this;
    }
}
