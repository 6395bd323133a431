using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace Crm.Tests.Support.Sso;

/// <summary>Somebody who has an account at the provider.</summary>
public sealed record ProviderUser(string Subject, string? Email, bool? EmailVerified = true, string Name = "Ada Lovelace")
{
    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>When they last proved it; null if the provider does not say.</summary>
    public DateTimeOffset? AuthenticatedAt { get; init; } = DateTimeOffset.UtcNow;
}

/// <summary>An OpenID provider on a real port: keeps clients, codes and keys, checks what the protocol says it checks, and misbehaves when told to.</summary>
public sealed class ProviderSimulator : IAsyncDisposable
{
    public const string ClientId = "crm+client id";
    public const string ClientSecret = "canary-sso: s3cr%et/äöü";

    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, Grant> codes = new();
    private readonly ConcurrentDictionary<string, ProviderUser> accessTokens = new();
    private readonly List<ProviderKeys> keys = [new()];

    private ProviderSimulator(WebApplication app)
    {
        this.app = app;
        app.MapGet("/.well-known/openid-configuration", Discovery);
        app.MapGet("/jwks", Jwks);
        app.MapGet("/authorize", Authorize);
        app.MapPost("/token", TokenAsync);
        app.MapGet("/userinfo", UserInfo);
    }

    public string Issuer { get; private set; } = "";
    public string RedirectUri { get; set; } = "http://localhost:5080/sso/callback";
    public ProviderUser User { get; set; } = new("ada", null);
    public Misbehaviour Misbehaves { get; set; }
    public string Algorithm { get; set; } = "ES256";
    public string ClientAuthentication { get; set; } = "client_secret_basic";
    public bool TellsIssuer { get; set; }
    public bool ThinTokens { get; set; }
    public Action<JsonObject>? DiscoveryChange { get; set; }
    public int KeyReads { get; private set; }
    public int TokenRequests { get; private set; }

    // The product remembers an issuer's configuration: none may have the address of one that is gone.
    private static readonly ConcurrentDictionary<string, bool> Issuers = new();

    public static async Task<ProviderSimulator> StartAsync()
    {
        while (true)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var made = new ProviderSimulator(builder.Build());
            await made.app.StartAsync();
            made.Issuer = made.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
            if (Issuers.TryAdd(made.Issuer, true)) return made;
            await made.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        keys.ForEach(k => k.Dispose());
    }

    /// <summary>New keys sign from now on; the former ones are not even published any more.</summary>
    public void RotateKeys()
    {
        keys.ForEach(k => k.Dispose());
        keys.Clear();
        keys.Add(new());
    }

    private IResult Discovery()
    {
        var document = new JsonObject
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = $"{Issuer}/authorize?realm=one",
            ["token_endpoint"] = $"{Issuer}/token",
            ["jwks_uri"] = $"{Issuer}/jwks",
            ["userinfo_endpoint"] = $"{Issuer}/userinfo",
            ["response_types_supported"] = new JsonArray("code"),
            ["subject_types_supported"] = new JsonArray("public"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("ES256", "RS256"),
            ["code_challenge_methods_supported"] = new JsonArray("S256"),
            ["token_endpoint_auth_methods_supported"] = new JsonArray(ClientAuthentication),
            ["authorization_response_iss_parameter_supported"] = TellsIssuer,
        };
        DiscoveryChange?.Invoke(document);
        return Results.Text(document.ToJsonString(), "application/json");
    }

    private IResult Jwks()
    {
        KeyReads++;
        return Results.Text(new JsonObject { ["keys"] = new JsonArray([.. keys.SelectMany(k => k.Published())]) }.ToJsonString(), "application/json");
    }

    /// <summary>The user consents at once; what would be a page of errors is 400.</summary>
    private IResult Authorize(HttpRequest request)
    {
        string Asked(string name) => request.Query[name].ToString();
        if (Asked("client_id") != ClientId || Asked("redirect_uri") != RedirectUri) return Results.BadRequest("unknown client or redirect_uri");
        if (Asked("response_type") != "code" || Asked("code_challenge_method") != "S256" || Asked("code_challenge").Length != 43 || !Asked("scope").Split(' ').Contains("openid")) return Results.BadRequest("invalid_request");
        if (Asked("prompt") == "login") User = User with { AuthenticatedAt = User.AuthenticatedAt is null ? null : DateTimeOffset.UtcNow };
        var code = $"c/{Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(24))}";
        codes[code] = new(User, Asked("nonce"), Asked("code_challenge"), Asked("redirect_uri"));
        var answer = new Dictionary<string, string?> { ["code"] = code, ["state"] = Asked("state") };
        if (TellsIssuer) answer["iss"] = Issuer;
        return Results.Redirect(QueryHelpers.AddQueryString(RedirectUri, answer));
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        TokenRequests++;
        if (Misbehaves is Misbehaviour.TokenEndpointFails) return Results.StatusCode(500);
        if (Misbehaves is Misbehaviour.TokenEndpointRedirects) return Results.Redirect("http://169.254.169.254/", preserveMethod: true);
        if (Misbehaves is Misbehaviour.TokenEndpointHangs) await Task.Delay(TimeSpan.FromSeconds(30), request.HttpContext.RequestAborted);
        if (Misbehaves is Misbehaviour.NotJson) return Results.Text("<html>", "text/html");
        var form = await request.ReadFormAsync();
        if (!IsClient(request, form)) return Error("invalid_client", 401);
        if (form["grant_type"] != "authorization_code") return Error("unsupported_grant_type");
        if (!codes.TryRemove(form["code"].ToString(), out var grant) || Misbehaves is Misbehaviour.CodeExpired) return Error("invalid_grant");
        var challenge = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (challenge != grant.Challenge || form["redirect_uri"] != grant.RedirectUri) return Error("invalid_grant");
        var access = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(24));
        accessTokens[access] = grant.User;
        var answer = new JsonObject { ["access_token"] = access, ["token_type"] = "Bearer", ["expires_in"] = 300 };
        if (Misbehaves is not Misbehaviour.NoIdToken) answer["id_token"] = new IdTokenForge(this, keys[^1]).Make(grant.User, grant.Nonce);
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return Results.Text(answer.ToJsonString(), "application/json");
    }

    private IResult UserInfo(HttpRequest request) =>
        accessTokens.TryGetValue(request.Headers.Authorization.ToString().Replace("Bearer ", ""), out var user)
            ? Results.Text(new JsonObject { ["sub"] = user.Subject, ["email"] = user.Email, ["email_verified"] = user.EmailVerified, ["name"] = user.Name }.ToJsonString(), "application/json")
            : Results.Unauthorized();

    private bool IsClient(HttpRequest request, IFormCollection form)
    {
        if (ClientAuthentication == "client_secret_post") return form["client_id"] == ClientId && form["client_secret"] == ClientSecret && request.Headers.Authorization.Count == 0;
        var sent = Encoding.UTF8.GetString(Convert.FromBase64String(request.Headers.Authorization.ToString().Replace("Basic ", ""))).Split(':');
        return sent.Length == 2 && WebUtility.UrlDecode(sent[0]) == ClientId && WebUtility.UrlDecode(sent[1]) == ClientSecret && !form.ContainsKey("client_secret");
    }

    private static IResult Error(string code, int status = 400) => Results.Text(new JsonObject { ["error"] = code }.ToJsonString(), "application/json", statusCode: status);

    private sealed record Grant(ProviderUser User, string Nonce, string Challenge, string RedirectUri);
}
