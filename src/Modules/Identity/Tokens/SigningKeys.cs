using System.Text.Json;
using Crm.Kernel;
using Crm.Kernel.Control;
using Dapper;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Npgsql;

namespace Crm.Identity.Tokens;

/// <summary>The keys of this installation, remembered until a notice says that they changed. JwtBearer asks here for what it may verify with, and nowhere else.</summary>
internal sealed class SigningKeys(ControlDatabase control, Secrets secrets, TimeProvider clock) : IConfigurationManager<OpenIdConnectConfiguration>, IDisposable
{
    private static readonly TimeSpan AskAtMostEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim loading = new(1);
    private volatile Ring? ring;
    private int changes = 1;
    private int read;
    private DateTimeOffset asked;
    private DateTimeOffset tried;

    /// <summary>What signs now; made if there is none yet.</summary>
    public async ValueTask<SigningCredentials> ActiveAsync(CancellationToken ct) =>
        (await RingAsync(ct)).Active ?? (await LoadAsync(create: true, ct)).Active!;

    public async ValueTask<IReadOnlyList<JwkView>> PublishedAsync(CancellationToken ct) => (await RingAsync(ct)).Published;

    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel) => (await RingAsync(cancel)).Configuration;

    /// <summary>A key was asked for that is not known: look again, but not for every forged token.</summary>
    public void RequestRefresh()
    {
        var now = clock.GetUtcNow();
        if (now - asked < AskAtMostEvery) return;
        asked = now;
        Changed();
    }

    /// <summary>The keys are read again at their next use.</summary>
    public void Changed() => Interlocked.Increment(ref changes);

    public void Dispose() => loading.Dispose();

    /// <summary>While the control database is away, requests go on with the keys they had.</summary>
    private Ring? Usable => ring is { Active: not null } known && (read == changes || clock.GetUtcNow() < tried + TryAgain) ? known : null;

    private async ValueTask<Ring> RingAsync(CancellationToken ct) => Usable ?? await LoadAsync(create: false, ct);

    private async Task<Ring> LoadAsync(bool create, CancellationToken ct)
    {
        await loading.WaitAsync(ct);
        try
        {
            var seen = changes;
            if (Usable is { } usable) return usable;
            ring = await ReadAsync(create, ct);
            if (ring.Active is not null) read = seen;
            return ring;
        }
        catch (NpgsqlException) when (ring is { Active: not null } known)
        {
            tried = clock.GetUtcNow();
            return known;
        }
        finally
        {
            loading.Release();
        }
    }

    private async Task<Ring> ReadAsync(bool create, CancellationToken ct)
    {
        await using var connection = await control.Lookups.OpenConnectionAsync(ct);
        if (create) await CreateActiveAsync(connection, ct);
        var rows = await connection.QueryAsync<(string Kid, string State, string Jwk, string SealedPrivate)>(
            new CommandDefinition("select kid, state, public_jwk::text, sealed_private from identity.signing_keys order by created_at", cancellationToken: ct));
        return new([.. rows.Select(r => new SigningKey(r.Kid, r.State, SigningKey.Parse(r.Jwk), r.SealedPrivate))], secrets);
    }

    private async Task CreateActiveAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var (view, privateKey) = SigningKey.Generate();
        // The partial unique index lets one of several nodes win.
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into identity.signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at)
            values (@Kid, @Alg, 'active', @jwk::jsonb, @box, @now, @now) on conflict (state) where state = 'active' do nothing
            """,
            new { view.Kid, view.Alg, jwk = JsonSerializer.Serialize(view, JsonSerializerOptions.Web), box = secrets.Seal(SigningKey.Purpose, privateKey), now = clock.GetUtcNow() },
            cancellationToken: ct));
    }

    /// <summary>One reading of the table.</summary>
    private sealed class Ring
    {
        public Ring(IReadOnlyList<SigningKey> keys, Secrets secrets)
        {
            Published = [.. keys.Select(k => k.Public)];
            Configuration = new() { Issuer = AccessToken.Issuer };
            foreach (var key in keys) Configuration.SigningKeys.Add(key.Verifier());
            if (keys.FirstOrDefault(k => k.State == "active") is { } active)
                Active = SigningKey.CredentialsFrom(active.Kid, secrets.Open(SigningKey.Purpose, active.SealedPrivate));
        }

        public IReadOnlyList<JwkView> Published { get; }
        public OpenIdConnectConfiguration Configuration { get; }
        public SigningCredentials? Active { get; }
    }
}
