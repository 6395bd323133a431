using Crm.Kernel.Control;
using Crm.Kernel.Http;
using FastEndpoints;

namespace Crm.Identity.Sso;

/// <summary>Looks for the proof of a mail domain now.</summary>
internal sealed record VerifySsoDomain
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class VerifySsoDomainEndpoint(ControlSession control, SsoDomains domains, DomainProof proof) : Endpoint<VerifySsoDomain, SsoDomainView>
{
    public override void Configure()
    {
        Post("/api/v1/sso-domains/{id}/verification");
        Permissions(SsoPermissions.Write);
        this.RateLimitPolicy(RateLimitPolicy.Logins);
        this.Describes("verifySsoDomain", "Single sign-on", "Have the proof of a mail domain looked for", 200, SsoProblems.DomainUnproved, SsoProblems.DomainTaken, SsoProblems.NameServersAway, IdentityProblems.StepUpRequired);
        this.NeedsRecentLogin();
    }

    public override async Task HandleAsync(VerifySsoDomain r, CancellationToken ct)
    {
        var domain = await domains.GetAsync(r.Id, ct);
        if (domain.VerifiedAt is null)
        {
            await control.CommitAsync(ct); // no connection waits while name servers are asked
            if (!await proof.IsPublishedAsync(domain, ct)) throw SsoProblems.DomainUnproved.With($"There is no TXT record `{domain.RecordName}` with the value `{domain.RecordValue}`.");
            domain = await domains.GetAsync(r.Id, ct, locked: true);
            if (domain.VerifiedAt is null) domain = await domains.VerifyAsync(domain, ct);
        }
        await Send.ChangedAsync(domain.Version, SsoDomainView.Of(domain), ct);
    }
}
