using System.Net;
using System.Text.Json;
using Crm.Identity.Access;
using Crm.Kernel.Http;

namespace Crm.Identity.ApiKeys;

/// <summary>A row of <c>identity.api_keys</c>.</summary>
internal sealed record ApiKey
{
    public Guid Id { get; init; }
    public Guid TenantId { get; init; }
    public string PublicId { get; init; } = "";
    public byte[] Hash { get; init; } = [];
    public byte[]? FormerHash { get; init; }
    public DateTimeOffset? FormerUntil { get; init; }
    public string Name { get; init; } = "";
    public string Permissions { get; init; } = "[]";
    public string[] AllowedIps { get; init; } = [];
    public Guid CreatedBy { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }
    public int Version { get; init; }

    public IReadOnlyList<RolePermission> Scopes => JsonSerializer.Deserialize<List<RolePermission>>(Permissions, Json.Options)!;

    public bool Works(DateTimeOffset now) => RevokedAt is null && !(ExpiresAt <= now);

    public bool Allows(IPAddress? address) => AllowedIps.Length == 0
        || (address is not null && AllowedIps.Any(range => IPNetwork.Parse(range).Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)));
}

/// <summary>An API key as the company sees it; the key itself is shown once, when it is made.</summary>
/// <param name="Prefix">How the key begins, to tell it from others.</param>
/// <param name="AllowedIps">Addresses in CIDR notation from which it works; none: from anywhere.</param>
/// <param name="CreatedBy">The account it works for: the key may never do more than that member may.</param>
/// <param name="LastUsedAt">To the minute.</param>
/// <param name="FormerWorksUntil">Until when the key it had before its last rotation works too.</param>
internal sealed record ApiKeyView(
    Guid Id, string Name, string Prefix, IReadOnlyList<RolePermission> Permissions, IReadOnlyList<string> AllowedIps, Guid CreatedBy, DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt, DateTimeOffset? FormerWorksUntil)
{
    public static ApiKeyView Of(ApiKey k) =>
        new(k.Id, k.Name, $"{ApiKeyText.Prefix}{k.PublicId}", k.Scopes, k.AllowedIps, k.CreatedBy, k.CreatedAt, k.ExpiresAt, k.LastUsedAt, k.RevokedAt, k.FormerUntil);
}

/// <summary>A key that was just made, or made anew.</summary>
/// <param name="Key">For the header <c>Authorization: Bearer</c>. It is never shown again.</param>
internal sealed record NewApiKeyView(ApiKeyView ApiKey, string Key);
