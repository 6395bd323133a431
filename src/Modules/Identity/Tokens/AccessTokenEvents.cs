using System.Security.Claims;
using Crm.Identity.Sessions;
using Crm.Kernel;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Crm.Identity.Tokens;

/// <summary>Stands around the verification of a token: what is already verified passes, what belongs to a revoked session does not, and a role turns into permissions.</summary>
internal sealed class AccessTokenEvents(VerifiedTokens verified, RevokedSessions revoked, PermissionCatalogue permissions) : JwtBearerEvents
{
    private const string Prefix = "Bearer ";

    public override async Task MessageReceived(MessageReceivedContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return;
        await revoked.CatchUpAsync(context.HttpContext.RequestAborted);
        context.Token = header[Prefix.Length..].Trim();
        if (verified.Find(context.Token, out var session) is not { } principal || revoked.Contains(session)) return;
        context.Principal = principal;
        context.Success();
    }

    public override Task TokenValidated(TokenValidatedContext context)
    {
        var identity = (ClaimsIdentity)context.Principal!.Identity!;
        if (!Guid.TryParse(identity.FindFirst("sid")?.Value, out var session) || revoked.Contains(session))
        {
            context.Fail("The session has ended.");
            return Task.CompletedTask;
        }
        identity.AddClaims(permissions.Of(identity.FindFirst("role")?.Value ?? "").Select(name => new Claim(PermissionCatalogue.Claim, name)));
        var token = (JsonWebToken)context.SecurityToken;
        verified.Keep(token.EncodedToken, context.Principal, session, token.ValidTo + AccessToken.Skew);
        return Task.CompletedTask;
    }
}
