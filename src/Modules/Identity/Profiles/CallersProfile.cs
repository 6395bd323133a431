using Crm.Identity.Accounts;
using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Problems;
using Marten;

namespace Crm.Identity.Profiles;

/// <summary>The caller's profile in this tenant. A member who has none yet is known by their account; the first change stores it.</summary>
internal sealed class CallersProfile(IDocumentSession session, AccountBook accounts, ControlSession control, Caller caller, TimeProvider clock)
{
    public async Task<UserProfile> LoadAsync(CancellationToken ct)
    {
        if (await session.LoadAsync<UserProfile>(caller.AccountId, ct) is { } stored) return stored;
        var account = await accounts.FindAsync(caller.AccountId, ct) ?? throw KernelProblems.NotFound.With();
        return UserProfile.Of(account.Id, account.EmailAsTyped, account.FullName, account.TimeZone, account.Locale, clock.GetUtcNow());
    }

    /// <summary>When the caller became a member.</summary>
    public Task<DateTimeOffset> SinceAsync(CancellationToken ct) =>
        control.FirstAsync<DateTimeOffset>("select created_at from identity.memberships where account_id = @AccountId and tenant_id = @TenantId", new { caller.AccountId, caller.TenantId }, ct);

    public void Save(UserProfile profile)
    {
        profile.Touch(caller.Actor, clock.GetUtcNow());
        if (profile.Version == 0) session.Insert(profile);
        else session.UpdateRevision(profile, profile.Version + 1);
    }
}
