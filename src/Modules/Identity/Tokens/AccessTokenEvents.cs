using Crm.Identity.Access;
using Crm.Identity.ApiKeys;
using Crm.Identity.Platform;
using Crm.Identity.Sessions;
using Crm.Kernel;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Crm.Identity.Tokens;

/// <summary>
/// Stands around the verification of a token: what is already verified passes, what belongs to a revoked session does not, and what the caller may do
/// is what the company says now, whatever the token said when it was issued.
/// </summary>
internal sealed class AccessTokenEvents(VerifiedTokens verified, RevokedSessions revoked, RightsBook rights, ApiKeyDoor apiKeys, PermissionCatalogue catalogue) : JwtBearerEvents
{
    private const string Prefix = "Bearer ";

    public override async Task MessageReceived(MessageReceivedContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return;
        context.Token = header[Prefix.Length..].Trim();
        if (context.Token.StartsWith(ApiKeyText.Prefix, StringComparison.Ordinal))
        {
            await AdmitKeyAsync(context, context.Token);
            return;
        }
        await revoked.CatchUpAsync(context.HttpContext.RequestAborted);
        if (verified.Find(context.Token) is not { } token || revoked.Contains(token.SessionId)) return;
        await AdmitAsync(context, token);
    }

    public override async Task TokenValidated(TokenValidatedContext context)
    {
        var jwt = (JsonWebToken)context.SecurityToken;
        var token = VerifiedToken.Of(jwt, context.Principal!);
        if (token is null || revoked.Contains(token.SessionId))
        {
            context.Fail("The session has ended.");
            return;
        }
        verified.Keep(jwt.EncodedToken, token);
        await AdmitAsync(context, token);
    }

    private async ValueTask AdmitKeyAsync(MessageReceivedContext context, string key)
    {
        if (await apiKeys.AdmitAsync(key, context.HttpContext.Connection.RemoteIpAddress, context.HttpContext.RequestAborted) is not var (principal, held))
        {
            context.Fail("The API key is not valid.");
            return;
        }
        context.HttpContext.Features.Set(held);
        context.Principal = principal;
        context.Success();
    }

    private async ValueTask AdmitAsync(ResultContext<JwtBearerOptions> context, VerifiedToken token)
    {
        if (await rights.FindAsync(token.TenantId, token.AccountId, context.HttpContext.RequestAborted) is not { } held)
        {
            context.Fail("The account is no member of the company any more.");
            return;
        }
        if (token.IsGuest) held = GuestRights.Of(held, catalogue);
        context.HttpContext.Features.Set(held);
        context.Principal = token.PrincipalWith(held);
        context.Success();
    }
}
