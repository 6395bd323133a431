using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Crm.Identity.Tokens;
using Crm.Kernel;
using Crm.Kernel.Control;
using Microsoft.AspNetCore.WebUtilities;

namespace Crm.Identity.Sso;

/// <summary>A row of <c>identity.sso_attempts</c>: a login that somebody began and has to bring back from the provider.</summary>
internal sealed record SsoAttempt
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    public Guid ConnectionId { get; init; }
    public string Sealed { get; init; } = "";
    public bool Reauthenticate { get; init; }
}

/// <summary>What only we and, in parts, the provider know of a login under way.</summary>
/// <param name="Nonce">Comes back inside the ID token.</param>
/// <param name="Verifier">Shows the token endpoint that who redeems the code also asked for it (PKCE).</param>
internal sealed record SsoSecrets(string Nonce, string Verifier)
{
    public string Challenge() => WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public bool IsNonce(string? other) => other is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Nonce), Encoding.UTF8.GetBytes(other));
}

/// <summary>Begins logins and takes them back, in the scope's control transaction.</summary>
internal sealed class SsoAttempts(ControlSession control, Secrets secrets, TimeProvider clock)
{
    public async Task<(string State, SsoSecrets Secrets)> OpenAsync(SsoConnection connection, string binding, bool reauthenticate, CancellationToken ct)
    {
        var (state, held, now) = (OpaqueToken.New(), new SsoSecrets(OpaqueToken.New(), OpaqueToken.New()), clock.GetUtcNow());
        await control.ExecuteAsync(
            """
            insert into identity.sso_attempts (state_hash, connection_id, binding_hash, sealed, reauthenticate, created_at, expires_at)
            values (@state, @Id, @binding, @box, @reauthenticate, @now, @expires)
            """,
            new
            {
                connection.Id,
                state = OpaqueToken.Hash(state),
                binding = OpaqueToken.Hash(binding),
                box = secrets.Seal(SsoConnection.Purpose, JsonSerializer.Serialize(held)),
                reauthenticate,
                now,
                expires = now + SsoAttempt.Life,
            }, ct);
        return (state, held);
    }

    /// <summary>Uses the attempt up. Whoever has the state but did not begin it gets nothing, and takes nothing from whoever did.</summary>
    public Task<SsoAttempt?> TakeAsync(string state, string binding, CancellationToken ct) => control.FirstAsync<SsoAttempt>(
        """
        update identity.sso_attempts set used_at = @now
        where state_hash = @state and binding_hash = @binding and used_at is null and expires_at > @now
        returning connection_id, sealed, reauthenticate
        """,
        new { state = OpaqueToken.Hash(state), binding = OpaqueToken.Hash(binding), now = clock.GetUtcNow() }, ct);

    public SsoSecrets SecretsOf(SsoAttempt attempt) => JsonSerializer.Deserialize<SsoSecrets>(secrets.Open(SsoConnection.Purpose, attempt.Sealed))!;
}
