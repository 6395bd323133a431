using Crm.Identity.Accounts;
using Crm.Identity.Tokens;
using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Identity.Platform;

/// <summary>A new access token for a stay of one's own that is not over.</summary>
internal sealed record RenewImpersonationToken
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class RenewImpersonationTokenEndpoint(Impersonations impersonations, AccountBook accounts, Memberships memberships, SigningKeys keys, Caller caller)
    : Endpoint<RenewImpersonationToken, ImpersonationTokenView>
{
    public override void Configure()
    {
        Post("/api/v1/platform/impersonations/{id}/tokens");
        AuthSchemes(PlatformToken.Scheme);
        Permissions(PlatformToken.Impersonate);
        this.Describes("renewImpersonationToken", "Platform", "Go on working in a company", 200, PlatformProblems.Ended, PlatformProblems.MemberUnknown);
        this.ShowsSecret();
    }

    public override async Task HandleAsync(RenewImpersonationToken r, CancellationToken ct)
    {
        var impersonation = await impersonations.FindAsync("i.id = @Id and i.operator_id = @AccountId", new { r.Id, caller.AccountId }, ct) ?? throw KernelProblems.NotFound.With();
        var account = (await accounts.FindAsync(impersonation.AccountId, ct))!;
        var membership = (await memberships.OfAsync(account.Id, ct)).FirstOrDefault(m => m.Tenant.Id == impersonation.TenantId) ?? throw PlatformProblems.MemberUnknown.With();
        await Send.OkAsync(await impersonations.TokenAsync(impersonation, account, membership.Role, keys, ct), ct);
    }
}
