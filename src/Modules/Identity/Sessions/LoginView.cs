namespace Crm.Identity.Sessions;

/// <summary>What a login, a refresh or a switch answers.</summary>
/// <param name="AccessToken">A JWT for the Authorization header.</param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="ExpiresIn">Seconds the access token lives.</param>
/// <param name="RefreshToken">Works once. Left out when it went into the cookie.</param>
/// <param name="Account">Who signed in.</param>
/// <param name="Tenant">The company that was entered.</param>
/// <param name="Tenants">Every company the account may enter.</param>
internal sealed record LoginView(
    string AccessToken, string TokenType, int ExpiresIn, string? RefreshToken, AccountView Account, TenantView Tenant, IReadOnlyList<TenantView> Tenants);

/// <summary>An account as its owner sees it.</summary>
internal sealed record AccountView(Guid Id, string Email, string FullName);

/// <summary>A company and the caller's role in it.</summary>
internal sealed record TenantView(Guid Id, string Slug, string Organization, string Role);
