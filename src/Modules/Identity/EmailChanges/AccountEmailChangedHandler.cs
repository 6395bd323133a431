using Crm.Contracts.Identity;
using Crm.Contracts.Tenancy;
using Crm.Identity.Accounts;
using Crm.Identity.Profiles;
using Crm.Kernel;
using Crm.Kernel.Control;

namespace Crm.Identity.EmailChanges;

/// <summary>The company's copy of the profile follows the account.</summary>
public static class AccountEmailChangedHandler
{
    public static async Task Handle(AccountEmailChanged e, CompanyData companies, ITenantDirectory tenants, ControlSession control, TimeProvider clock, CancellationToken ct)
    {
        if (await new AccountBook(control).FindAsync(e.AccountId, ct) is not { } account || await tenants.FindAsync(e.TenantId, ct) is null or { State: "deleted" }) return;
        await using var session = companies.Open(e.TenantId);
        if (await session.LoadAsync<UserProfile>(e.AccountId, ct) is not { } profile || profile.Email == account.EmailAsTyped) return;
        profile.Email = account.EmailAsTyped;
        profile.Touch($"account:{account.Id}", clock.GetUtcNow());
        session.UpdateRevision(profile, profile.Version + 1);
        await session.SaveChangesAsync(ct); // not in the message's transaction, which is the control database's; twice is once
    }
}
