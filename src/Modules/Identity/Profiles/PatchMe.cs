using Crm.Contracts.Identity;
using Crm.Contracts.Tenancy;
using Crm.Identity.EmailChanges;
using Crm.Identity.Tokens;
using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Identity.Profiles;

/// <summary>Changes the caller's profile.</summary>
internal sealed record PatchMe
{
    [FromBody] public required MergePatch<ProfileFields> Changes { get; init; }
}

internal sealed class PatchMeEndpoint(CallersProfile profiles, EmailChangeBook changes, IDocumentSession session, Outbox outbox, Caller caller, ITenantDirectory tenants, Rights rights, TimeProvider clock)
    : Endpoint<PatchMe, MeView>
{
    private static readonly ProfileFieldsValidator Rules = new();

    public override void Configure()
    {
        Patch("/api/v1/me");
        Permissions(IdentityModule.WriteMe);
        this.Describes("updateMe", "Me", "Change one's own profile", 200, KernelProblems.NotFound, KernelProblems.Stale);
    }

    public override async Task HandleAsync(PatchMe r, CancellationToken ct)
    {
        var (profile, tenant, pending, since) = (await profiles.LoadAsync(ct), (await tenants.FindAsync(caller.TenantId, ct))!, await changes.PendingAsync(caller.AccountId, ct), await profiles.SinceAsync(ct));
        await HttpContext.HonourIfMatchAsync(session, profile, ct);
        var (fields, now) = (r.Changes.ApplyTo(ProfileFields.Of(profile), Rules), clock.GetUtcNow());

        if (fields == ProfileFields.Of(profile))
        {
            await Send.ChangedAsync(profile.Version, MeView.Of(profile, since, tenant, rights, pending), ct);
            return;
        }
        fields.Fill(profile);
        var version = profile.Version; // inserting scratches it
        profiles.Save(profile);
        // For the account, which other companies know too, one company's provider does not speak.
        if (!User.HasClaim(claim => claim.Type == AccessToken.SsoClaim))
            await outbox.PublishAsync(new UserProfileChanged(Guid.CreateVersion7(), profile.Id, profile.FullName, profile.TimeZone, profile.Locale, now));
        await Send.ChangedAsync(version + 1, MeView.Of(profile, since, tenant, rights, pending), ct);
    }
}
