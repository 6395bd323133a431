using Crm.Kernel.Control;
using Dapper;

namespace Crm.Tenancy.Signup;

/// <summary>Every quarter of an hour: frees the slugs of signups that nobody verified in time, and forgets old idempotency records.</summary>
public sealed record ExpireSignups;

public static class ExpireSignupsHandler
{
    public static async Task Handle(ExpireSignups _, ControlDatabase control, TimeProvider clock)
    {
        await using var connection = await control.Source.OpenConnectionAsync();
        await connection.ExecuteAsync("""
            update catalog.signups set status = 'expired', password_hash = null where status = 'awaitingVerification' and expires_at < @now;
            delete from catalog.idempotency where created_at < @now - interval '24 hours'
            """, new { now = clock.GetUtcNow() });
    }
}
