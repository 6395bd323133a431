using Crm.Kernel.Control;

namespace Crm.Identity.Sessions;

/// <summary>Time to delete sessions that ended a month ago, with their tokens, invitations and links that nobody can use any more.</summary>
public sealed record ForgetOldSessions;

public static class ForgetOldSessionsHandler
{
    private const int Batch = 5000;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public static async Task Handle(ForgetOldSessions _, ControlSession control, TimeProvider clock, CancellationToken ct)
    {
        var before = clock.GetUtcNow() - Kept;
        int gone;
        do
        {
            gone = await control.ExecuteAsync(
                """
                delete from identity.sessions where id in (
                  select id from identity.sessions where expires_at < @before or revoked_at < @before or last_used_at < @idle limit @Batch)
                """, new { before, idle = before - LoginSession.Idle, Batch }, ct);
            await control.CommitAsync(ct);
        }
        while (gone == Batch);
        await control.ExecuteAsync(
            """
            delete from identity.password_resets where expires_at < @before;
            delete from identity.mfa_challenges where expires_at < @before;
            delete from identity.invitations where coalesce(accepted_at, revoked_at, expires_at) < @before;
            delete from identity.sso_attempts where expires_at < @before;
            delete from identity.email_changes where created_at < @before
            """, new { before }, ct);
        await control.CommitAsync(ct);
    }
}
