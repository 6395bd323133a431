using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Kernel;
using Crm.Kernel.Outside;
using Crm.Kernel.Problems;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Crm.Identity.Sso;

/// <summary>What a provider gave for a code.</summary>
internal sealed record ProviderTokens(string IdToken, string? AccessToken);

/// <summary>Redeems codes at token endpoints. Never repeated by itself: a code works once.</summary>
internal sealed class CodeExchange(IHttpClientFactory http, Secrets secrets, CrmSettings settings, ILogger<CodeExchange> log)
{
    public async Task<ProviderTokens> RedeemAsync(OpenIdConnectConfiguration provider, SsoConnection connection, string code, string verifier, CancellationToken ct)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = SsoConnection.RedirectUri(settings),
            ["code_verifier"] = verifier,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, provider.TokenEndpoint) { Headers = { Accept = { new("application/json") } } };
        var secret = secrets.Open(SsoConnection.Purpose, connection.SealedSecret);
        if (ProviderRules.AuthenticationTo(provider) is ProviderRules.Post) (form["client_id"], form["client_secret"]) = (connection.ClientId, secret);
        else request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{WebUtility.UrlEncode(connection.ClientId)}:{WebUtility.UrlEncode(secret)}")));
        request.Content = new FormUrlEncodedContent(form);
        var (status, body) = await SendAsync(request, connection.Issuer, ct);
        if (status == HttpStatusCode.OK) return Text(body, "id_token") is { } token ? new(token, Text(body, "access_token")) : throw SsoProblems.TokenRefused.With("missing");
        throw Refusal(status, Text(body, "error"));
    }

    /// <summary>What the provider tells about the person beside the ID token; null if it tells nothing.</summary>
    public async Task<JsonObject?> UserInfoAsync(OpenIdConnectConfiguration provider, SsoConnection connection, string? accessToken, CancellationToken ct)
    {
        if (accessToken is null || !Uri.TryCreate(provider.UserInfoEndpoint, UriKind.Absolute, out var address) || !ProviderRules.IsSafe(address, settings)) return null;
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", accessToken), Accept = { new("application/json") } } };
        var (status, body) = await SendAsync(request, connection.Issuer, ct);
        return status == HttpStatusCode.OK ? body : null;
    }

    private async Task<(HttpStatusCode Status, JsonObject? Body)> SendAsync(HttpRequestMessage request, string issuer, CancellationToken ct)
    {
        try
        {
            using var answer = await http.CreateClient(OutsideRegistration.Client).SendAsync(request, ct);
            if ((int)answer.StatusCode >= 500 || answer.StatusCode is HttpStatusCode.TooManyRequests) throw Providers.Away();
            return (answer.StatusCode, Read(await answer.Content.ReadAsStringAsync(ct)));
        }
        catch (Exception e) when (OutsideRegistration.IsTheirs(e, ct))
        {
            log.LogInformation("{Issuer} does not answer: {Failure}", issuer, (e.InnerException ?? e).GetType().Name);
            throw Providers.Away();
        }
    }

    private static ProblemException Refusal(HttpStatusCode status, string? error) => error switch
    {
        "invalid_grant" => SsoProblems.CodeRefused.With(),
        "invalid_client" or "unauthorized_client" => SsoProblems.ClientRefused.With(error),
        _ when status is HttpStatusCode.Unauthorized => SsoProblems.ClientRefused.With(),
        _ => SsoProblems.TokenRefused.With("missing"),
    };

    private static JsonObject? Read(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonObject? body, string member) => body?[member] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
}
