using Crm.Contracts.Identity;
using Crm.Kernel.Control;

namespace Crm.Identity.Profiles;

/// <summary>The account, which mails and other companies' new profiles start from, follows what the person last said anywhere.</summary>
public static class UserProfileChangedHandler
{
    public static async Task Handle(UserProfileChanged e, ControlSession control, CancellationToken ct)
    {
        await control.ExecuteAsync(
            "update identity.accounts set full_name = @FullName, time_zone = @TimeZone, locale = @Locale, profile_at = @At where id = @AccountId and (profile_at is null or profile_at < @At)",
            new { e.AccountId, e.FullName, e.TimeZone, e.Locale, e.At }, ct);
        await control.CommitAsync(ct);
    }
}
