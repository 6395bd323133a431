using Crm.Identity.Accounts;
using Crm.Identity.Tokens;
using Microsoft.AspNetCore.Http;

namespace Crm.Identity.Sessions;

/// <summary>Hands out what a session carries: the access token, and the refresh token as the client wants it.</summary>
internal sealed class Reception(SigningKeys keys, TimeProvider clock)
{
    public async Task<LoginView> AnswerAsync(HttpContext context, Account account, OpenSession opened, Membership entered, IReadOnlyList<Membership> all, CancellationToken ct)
    {
        var (session, now) = (opened.Session, clock.GetUtcNow());
        var token = new AccessToken(account.Id, session.Id, entered.Tenant.Id, entered.Role, session.Amr, session.AuthenticatedAt ?? session.CreatedAt);
        var byCookie = RefreshCookie.IsAskedFor(context.Request);
        if (byCookie) RefreshCookie.Write(context, opened.RefreshToken, session.ExpiresAt);
        return new(
            token.Sign(await keys.ActiveAsync(ct), now), "Bearer", (int)AccessToken.Life.TotalSeconds, byCookie ? null : opened.RefreshToken,
            new(account.Id, account.EmailAsTyped, account.FullName), View(entered), [.. all.Select(View)]);
    }

    private static TenantView View(Membership membership) => new(membership.Tenant.Id, membership.Tenant.Slug, membership.Tenant.Organization, membership.Role);
}
