using System.Text.Json;
using Crm.Kernel;
using Crm.Kernel.Control;

namespace Crm.Identity.Tokens;

/// <summary>
/// The life of a signing key: <c>next</c> is published but does not sign, so that whoever caches the key set has it in time; <c>active</c> signs for 90 days;
/// <c>retired</c> is published until its last token has expired; then it is gone.
/// </summary>
public sealed class KeyRotation(ControlSession control, Secrets secrets, TimeProvider clock)
{
    private static readonly TimeSpan Term = TimeSpan.FromDays(90);

    /// <summary>At least twice what the key set may be cached.</summary>
    private static readonly TimeSpan Notice = TimeSpan.FromHours(1);

    private static readonly TimeSpan Farewell = TimeSpan.FromHours(1);

    /// <summary>Takes whatever step is due. Safe to repeat.</summary>
    /// <param name="early">Whether the active key is to be replaced although its term is not over.</param>
    public async Task AdvanceAsync(bool early, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await control.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('signing-keys', 0))", ct: ct);
        await control.ExecuteAsync("delete from identity.signing_keys where state = 'retired' and retired_at < @before", new { before = now - Farewell }, ct);
        var active = await control.FirstAsync<DateTimeOffset?>("select activated_at from identity.signing_keys where state = 'active'", ct: ct);
        if (active is null) return; // the first token makes the first key
        var next = await control.FirstAsync<DateTimeOffset?>("select created_at from identity.signing_keys where state = 'next'", ct: ct);
        if (next is null && (early || now >= active + Term - Notice)) await AddAsync("next", ct);
        else if (next <= now - Notice && (early || now >= active + Term)) await SucceedAsync(now, ct);
    }

    /// <summary>For a key that may have leaked: what it signed is void at once, on every node. If it was the active one, its successor signs from now on.</summary>
    /// <returns>Whether there was such a key.</returns>
    public async Task<bool> RevokeAsync(string kid, CancellationToken ct)
    {
        await control.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('signing-keys', 0))", ct: ct);
        var state = await control.FirstAsync<string?>("delete from identity.signing_keys where kid = @kid returning state", new { kid }, ct);
        if (state != "active") return state is not null;
        if (await control.ExecuteAsync("update identity.signing_keys set state = 'active', activated_at = @now where state = 'next'", new { now = clock.GetUtcNow() }, ct) == 0) await AddAsync("active", ct);
        return true;
    }

    private async Task SucceedAsync(DateTimeOffset now, CancellationToken ct)
    {
        await control.ExecuteAsync("update identity.signing_keys set state = 'retired', retired_at = @now where state = 'active'", new { now }, ct);
        await control.ExecuteAsync("update identity.signing_keys set state = 'active', activated_at = @now where state = 'next'", new { now }, ct);
    }

    private Task<int> AddAsync(string state, CancellationToken ct)
    {
        var (view, privateKey) = SigningKey.Generate();
        var now = clock.GetUtcNow();
        return control.ExecuteAsync(
            """
            insert into identity.signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at)
            values (@Kid, @Alg, @state, @jwk::jsonb, @box, @now, case when @state = 'active' then @now end)
            """,
            new { view.Kid, view.Alg, state, jwk = JsonSerializer.Serialize(view, JsonSerializerOptions.Web), box = secrets.Seal(SigningKey.Purpose, privateKey), now }, ct);
    }
}
