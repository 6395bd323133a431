using Crm.Kernel;

namespace Crm.Identity.Sso;

/// <summary>A row of <c>identity.sso_connections</c>: the provider that speaks for a company's people.</summary>
internal sealed record SsoConnection
{
    public const string Active = "active";
    public const string Disabled = "disabled";
    public const string Purpose = "identity.sso";

    public Guid Id { get; init; }
    public Guid TenantId { get; init; }
    public string Issuer { get; init; } = "";
    public string ClientId { get; init; } = "";
    public string SealedSecret { get; init; } = "";
    public string[] Scopes { get; init; } = [];
    public string DefaultRole { get; init; } = "";
    public bool JitProvisioning { get; init; }
    public string Status { get; init; } = "";
    public int Version { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Without the secret, which only ever goes in.</summary>
    public SsoConnectionFields AsFields => new() { Issuer = Issuer, ClientId = ClientId, Scopes = Scopes, DefaultRole = DefaultRole, JitProvisioning = JitProvisioning, Status = Status };

    /// <summary>Where the provider sends people back to. From the settings: a Host header must not choose it.</summary>
    public static string RedirectUri(CrmSettings settings) => settings.WebLink("sso/callback").AbsoluteUri;
}

/// <summary>A company's connection to its OpenID provider. The client secret is never shown.</summary>
/// <param name="RedirectUri">To be registered with the provider.</param>
internal sealed record SsoConnectionView(
    Guid Id, string Issuer, string ClientId, IReadOnlyList<string> Scopes, string DefaultRole, bool JitProvisioning, string Status, string RedirectUri, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static SsoConnectionView Of(SsoConnection c, CrmSettings settings) =>
        new(c.Id, c.Issuer, c.ClientId, c.Scopes, c.DefaultRole, c.JitProvisioning, c.Status, SsoConnection.RedirectUri(settings), c.CreatedAt, c.UpdatedAt);
}
