using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Crm.Tests.Identity;

/// <summary>What came back: status, headers, and the body as JSON if there is one.</summary>
internal sealed record Answer(HttpStatusCode Status, HttpResponseMessage Message, string Text)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public string? Code => (string?)Json["code"];

    public string this[string member] => (string)Json[member]!;

    public static async Task<Answer> OfAsync(HttpClient client, HttpMethod method, string path, object? body, string? token, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        var message = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return new(message.StatusCode, message, await message.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}

/// <summary>Calls as a client makes them, one at a time.</summary>
internal static class Calls
{
    public static Task<Answer> PostAsync(this HttpClient client, string path, object? body = null, string? token = null, params (string Name, string Value)[] headers) =>
        Answer.OfAsync(client, HttpMethod.Post, path, body, token, headers);

    public static Task<Answer> GetAsync(this HttpClient client, string path, string? token, params (string Name, string Value)[] headers) =>
        Answer.OfAsync(client, HttpMethod.Get, path, null, token, headers);

    public static Task<Answer> PatchAsync(this HttpClient client, string path, object body, string token, params (string Name, string Value)[] headers) =>
        Answer.OfAsync(client, HttpMethod.Patch, path, body, token, headers);

    public static Task<Answer> LogInAsync(this HttpClient client, string email, string password, string? tenant = null) =>
        client.PostAsync("/api/v1/auth/login", new { email, password, tenant });

    public static Task<Answer> RefreshAsync(this HttpClient client, string token) => client.PostAsync("/api/v1/auth/refresh", new { refreshToken = token });
}
