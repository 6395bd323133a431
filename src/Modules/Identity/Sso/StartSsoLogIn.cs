using Crm.Contracts.Tenancy;
using Crm.Identity.Sessions;
using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using FluentValidation;
using Microsoft.AspNetCore.WebUtilities;

namespace Crm.Identity.Sso;

/// <summary>Begins a login at a company's provider.</summary>
internal sealed record StartSsoLogIn
{
    /// <summary>Slug of the company. Either this or the address is named.</summary>
    public string? Tenant { get; init; }

    /// <summary>An address in a domain that the company has proved.</summary>
    public string? Email { get; init; }

    /// <summary>The provider shall ask again who it is, although it knows: for acts that need a recent login.</summary>
    public bool Reauthenticate { get; init; }
}

internal sealed class StartSsoLogInValidator : Validator<StartSsoLogIn>
{
    public StartSsoLogInValidator()
    {
        RuleFor(r => r.Tenant).MaximumLength(64);
        RuleFor(r => r.Email).MaximumLength(320).PlainText();
    }
}

/// <summary>Where to send the browser.</summary>
/// <param name="AuthorizationUrl">At the provider. It leads back to `/sso/callback` of the web application with `code` and `state`.</param>
/// <param name="ExpiresIn">Seconds until it is too late to come back.</param>
/// <param name="Binding">To be sent when completing. Left out when it went into a cookie.</param>
internal sealed record SsoAuthorizationView(string AuthorizationUrl, int ExpiresIn, string? Binding);

internal sealed class StartSsoLogInEndpoint(ControlSession control, SsoConnections connections, SsoAttempts attempts, Providers providers, ITenantDirectory tenants, CrmSettings settings) : Endpoint<StartSsoLogIn, SsoAuthorizationView>
{
    public override void Configure()
    {
        Post("/api/v1/auth/sso/authorizations");
        AllowAnonymous();
        this.RateLimitPolicy(RateLimitPolicy.Logins);
        this.Describes("startSsoLogIn", "Single sign-on", "Begin a login at a company's provider", 200, SsoProblems.NotOffered, SsoProblems.ProviderAway, SsoProblems.ClientRefused);
        this.Heeds(RefreshCookie.Parameter);
    }

    public override async Task HandleAsync(StartSsoLogIn r, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(r.Tenant) == string.IsNullOrEmpty(r.Email))
            throw new ProblemException(KernelProblems.ValidationFailed) { Errors = [new("/tenant", "sso.oneOf", "Name either the company or an address.")] };
        var connection = await TenantOfAsync(r, ct) is { } tenant ? await connections.FindActiveAsync(tenant, ct) : null;
        await control.CommitAsync(ct); // no connection waits while the provider is asked
        if (connection is null) throw SsoProblems.NotOffered.With();
        var provider = await providers.FindAsync(connection.Issuer, ct);
        var (binding, inBody) = BrowserBinding.Begin(HttpContext);
        var (state, secrets) = await attempts.OpenAsync(connection, binding, r.Reauthenticate, ct);
        var parameters = new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = connection.ClientId,
            ["redirect_uri"] = SsoConnection.RedirectUri(settings),
            ["scope"] = string.Join(' ', connection.Scopes),
            ["state"] = state,
            ["nonce"] = secrets.Nonce,
            ["code_challenge"] = secrets.Challenge(),
            ["code_challenge_method"] = "S256",
        };
        if (!string.IsNullOrEmpty(r.Email)) parameters["login_hint"] = r.Email.Trim();
        if (r.Reauthenticate) (parameters["prompt"], parameters["max_age"]) = ("login", "0");
        await Send.OkAsync(new(QueryHelpers.AddQueryString(provider.AuthorizationEndpoint, parameters), (int)SsoAttempt.Life.TotalSeconds, inBody ? binding : null), ct);
    }

    private async ValueTask<Guid?> TenantOfAsync(StartSsoLogIn r, CancellationToken ct)
    {
        if (!string.IsNullOrEmpty(r.Tenant)) return (await tenants.FindBySlugAsync(r.Tenant, ct))?.Id;
        return SsoDomain.OfAddress(r.Email) is { } domain
            ? await control.FirstAsync<Guid?>("select tenant_id from identity.sso_domains where domain = @domain and verified_at is not null", new { domain }, ct)
            : null;
    }
}
