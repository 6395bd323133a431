using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Identity.Sso;

/// <summary>Gives a mail domain up. Whoever got in by its proof has to be vouched for anew, and their sessions end.</summary>
internal sealed record RemoveSsoDomain
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class RemoveSsoDomainEndpoint(SsoDomains domains) : Endpoint<RemoveSsoDomain>
{
    public override void Configure()
    {
        Delete("/api/v1/sso-domains/{id}");
        Permissions(SsoPermissions.Write);
        this.Describes("removeSsoDomain", "Single sign-on", "Give a mail domain up", 204, KernelProblems.Stale, IdentityProblems.StepUpRequired);
        this.NeedsRecentLogin();
    }

    public override async Task HandleAsync(RemoveSsoDomain r, CancellationToken ct)
    {
        var domain = await domains.GetAsync(r.Id, ct, locked: true);
        HttpContext.HonourIfMatch(domain.Version);
        await domains.RemoveAsync(domain, ct);
        await Send.NoContentAsync(ct);
    }
}
