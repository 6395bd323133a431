using System.Security.Claims;
using Crm.Kernel;
using Crm.Kernel.Access;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Crm.Identity.Tokens;

/// <summary>What a token whose signature was checked says, and the principal it makes with the rights of its account.</summary>
internal sealed class VerifiedToken(Guid accountId, Guid tenantId, Guid sessionId, DateTimeOffset until, IReadOnlyList<Claim> claims)
{
    private Made? made;

    public Guid AccountId => accountId;
    public Guid TenantId => tenantId;
    public Guid SessionId => sessionId;
    public DateTimeOffset Until => until;

    /// <summary>Whether an operator of the service works as the account.</summary>
    public bool IsGuest { get; } = claims.Any(claim => claim.Type == Caller.OperatorClaim);

    public static VerifiedToken? Of(JsonWebToken token, ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue("sub"), out var account) && Guid.TryParse(principal.FindFirstValue("tid"), out var tenant) && Guid.TryParse(principal.FindFirstValue("sid"), out var session)
            ? new(account, tenant, session, token.ValidTo + AccessToken.Skew, [.. principal.Claims.Where(claim => claim.Type != "role")])
            : null;

    /// <summary>The same object for as long as the rights stay the same.</summary>
    public ClaimsPrincipal PrincipalWith(Rights rights)
    {
        if (made is { } last && ReferenceEquals(last.Rights, rights)) return last.Principal;
        var held = rights.Permissions.Keys.Select(name => new Claim(PermissionCatalogue.Claim, name)).Append(new("role", rights.Role));
        var principal = new ClaimsPrincipal(new ClaimsIdentity(claims.Concat(held), JwtBearerDefaults.AuthenticationScheme, "sub", "role"));
        made = new(rights, principal);
        return principal;
    }

    private sealed record Made(Rights Rights, ClaimsPrincipal Principal);
}
