using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Crm.Host.Demo;

/// <summary>The API as any client sees it: asked politely, and again when it says so.</summary>
internal sealed class DemoApi(Uri url) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = url, Timeout = TimeSpan.FromSeconds(30) };

    public string Token { set => http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", value); }

    public Task<(HttpStatusCode Status, JsonNode? Body)> GetAsync(string path, CancellationToken ct) => SendAsync(HttpMethod.Get, path, null, ct);

    public Task<(HttpStatusCode Status, JsonNode? Body)> PostAsync(string path, JsonObject body, CancellationToken ct) => SendAsync(HttpMethod.Post, path, body, ct);

    public void Dispose() => http.Dispose();

    /// <summary>The same key each time: what was done already is not done twice.</summary>
    private async Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken ct)
    {
        var key = Guid.CreateVersion7().ToString();
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(method, path);
            if (body is not null)
            {
                request.Content = new StringContent(body.ToJsonString(), MediaTypeHeaderValue.Parse("application/json"));
                request.Headers.Add("Idempotency-Key", key);
            }
            using var answer = await http.SendAsync(request, ct);
            if (answer.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) || attempt == 20)
                return (answer.StatusCode, await ReadAsync(answer, ct));
            await Task.Delay(answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1), ct);
        }
    }

    private static async Task<JsonNode?> ReadAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        try
        {
            return JsonNode.Parse(await answer.Content.ReadAsStringAsync(ct));
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
