using Crm.Identity.Access;
using Crm.Identity.ApiKeys;
using Crm.Identity.Platform;
using Crm.Identity.Sessions;
using Crm.Kernel;
using Crm.Kernel.Access;
using Microsoft.AspNetCore.Http;

namespace Crm.Identity.Tokens;

/// <summary>Looks at the request's token as if it had come now.</summary>
internal sealed class CallersStanding(VerifiedTokens verified, RevokedSessions revoked, RightsBook rights, ApiKeyDoor apiKeys, PermissionCatalogue catalogue) : Standing
{
    private const string Prefix = "Bearer ";

    public override async ValueTask<Rights?> RightsNowAsync(HttpContext http, CancellationToken ct)
    {
        var text = http.Request.Headers.Authorization.ToString()[Prefix.Length..].Trim();
        if (text.StartsWith(ApiKeyText.Prefix, StringComparison.Ordinal)) return (await apiKeys.AdmitAsync(text, http.Connection.RemoteIpAddress, ct))?.Rights;
        await revoked.CatchUpAsync(ct);
        if (verified.Find(text) is not { } token || revoked.Contains(token.SessionId) || await rights.FindAsync(token.TenantId, token.AccountId, ct) is not { } held) return null;
        return token.IsGuest ? GuestRights.Of(held, catalogue) : held;
    }
}
