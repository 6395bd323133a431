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
    private static readonly TimeSpan RefreshAtMostEvery = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim loading = new(1);
    private volatile Ring? ring;
    private volatile int changes;
    private DateTimeOffset refreshed;

    /// <summary>What signs now; made if there is none yet.</summary>
    public async ValueTask<SigningCredentials> ActiveAsync(CancellationToken ct) =>
        (await RingAsync(ct)).Active ?? (await LoadAsync(create: true, ct)).Active!;

    public async ValueTask<IReadOnlyList<JwkView>> PublishedAsync(CancellationToken ct) => (await RingAsync(ct)).Published;

    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel) => (await RingAsync(cancel)).Configuration;

    /// <summary>A key was asked for that is not known: look again, but not for every forged token.</summary>
    public void RequestRefresh()
    {
        var now = clock.GetUtcNow();
        if (now - refreshed < RefreshAtMostEvery) return;
        refreshed = now;
        Forget();
    }

    public void Forget()
    {
        Interlocked.Increment(ref changes);
        ring = null;
    }

    public void Dispose() => loading.Dispose();

    private async ValueTask<Ring> RingAsync(CancellationToken ct) => ring ?? await LoadAsync(create: false, ct);

    private async Task<Ring> LoadAsync(bool create, CancellationToken ct)
    {
        await loading.WaitAsync(ct);
        try
        {
            if (ring is { } known && !(create && known.Active is null)) return known;
            var before = changes;
            await using var connection = await control.Source.OpenConnectionAsync(ct);
            if (create) await CreateActiveAsync(connection, ct);
            var rows = await connection.QueryAsync<(string Kid, string State, string Jwk, string SealedPrivate)>(
                new CommandDefinition("select kid, state, public_jwk::text, sealed_private from identity.signing_keys order by created_at", cancellationToken: ct));
            var loaded = new Ring([.. rows.Select(r => new SigningKey(r.Kid, r.State, SigningKey.Parse(r.Jwk), r.SealedPrivate))], secrets);
            if (loaded.Active is not null && before == changes) ring = loaded;
            return loaded;
        }
        finally
        {
            loading.Release();
        }
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
