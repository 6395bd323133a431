using System.Collections.Concurrent;
using Crm.Kernel;
using Crm.Kernel.Outside;
using Crm.Kernel.Problems;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Crm.Identity.Sso;

/// <summary>
/// Providers' configurations and keys, remembered per issuer. The framework's own cache renews in the background and would refuse the first login after a
/// change of keys; this one waits for the new ones.
/// </summary>
internal sealed class Providers(IHttpClientFactory http, CrmSettings settings, TimeProvider clock, ILogger<Providers> log)
{
    private const int Most = 1000;
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, Known> known = new();

    /// <summary>As it is now, asked anew.</summary>
    public async Task<OpenIdConnectConfiguration> ReadAsync(string issuer, CancellationToken ct)
    {
        var retriever = new HttpDocumentRetriever(http.CreateClient(OutsideRegistration.Client)) { RequireHttps = !settings.Development };
        try
        {
            return await OpenIdConnectConfigurationRetriever.GetAsync($"{issuer.TrimEnd('/')}/.well-known/openid-configuration", retriever, ct);
        }
        catch (Exception e) when (OutsideRegistration.IsTheirs(e, ct) || e is ArgumentException or InvalidOperationException or SecurityTokenException)
        {
            log.LogInformation("The configuration of {Issuer} cannot be read: {Failure}", issuer, (e.InnerException ?? e).GetType().Name);
            throw SsoProblems.DiscoveryFailed.With(OutsideRegistration.WasRefused(e) ? "The address is not on the public internet." : null, "/issuer");
        }
    }

    public async Task<OpenIdConnectConfiguration> FindAsync(string issuer, CancellationToken ct)
    {
        if (known.Count >= Most) known.Clear();
        var entry = known.GetOrAdd(issuer, _ => new());
        await entry.Turn.WaitAsync(ct);
        try
        {
            if (entry.Value is { } remembered && clock.GetUtcNow() < entry.ReadAt + Kept) return remembered;
            return await RenewAsync(entry, issuer, ct);
        }
        finally
        {
            entry.Turn.Release();
        }
    }

    /// <summary>With a key that was not known: asks anew, but at most once a minute, whoever sends whatever.</summary>
    public async Task<OpenIdConnectConfiguration> FindWithKeyAsync(string issuer, string? keyId, CancellationToken ct)
    {
        var current = await FindAsync(issuer, ct);
        if (string.IsNullOrEmpty(keyId) || Has(current, keyId)) return current;
        var entry = known.GetOrAdd(issuer, _ => new());
        await entry.Turn.WaitAsync(ct);
        try
        {
            if (entry.Value is { } meanwhile && (Has(meanwhile, keyId) || clock.GetUtcNow() < entry.ForcedAt + Pause)) return meanwhile;
            entry.ForcedAt = clock.GetUtcNow();
            return await RenewAsync(entry, issuer, ct);
        }
        finally
        {
            entry.Turn.Release();
        }
    }

    /// <summary>Whoever comes while the provider is away is told so at once, and does not queue for the next wait.</summary>
    private async Task<OpenIdConnectConfiguration> RenewAsync(Known entry, string issuer, CancellationToken ct)
    {
        if (clock.GetUtcNow() < entry.AwayAt + Breath) throw Away();
        try
        {
            var read = await ReadAsync(issuer, ct);
            ProviderRules.Check(read, issuer, settings);
            (entry.Value, entry.ReadAt) = (read, clock.GetUtcNow());
            return read;
        }
        catch (ProblemException e) when (e.Type == SsoProblems.DiscoveryFailed)
        {
            entry.AwayAt = clock.GetUtcNow();
            throw Away();
        }
        catch (ProblemException e) when (e.Type == SsoProblems.IssuerMismatch || e.Type == SsoProblems.ProviderUnsuited)
        {
            throw SsoProblems.ClientRefused.With(e.Detail);
        }
    }

    public static ProblemException Away() => new(SsoProblems.ProviderAway) { RetryAfter = (int)Breath.TotalSeconds };

    private static bool Has(OpenIdConnectConfiguration provider, string keyId) => provider.SigningKeys.Any(key => key.KeyId == keyId);

    private sealed class Known
    {
        public SemaphoreSlim Turn { get; } = new(1);
        public OpenIdConnectConfiguration? Value { get; set; }
        public DateTimeOffset ReadAt { get; set; }
        public DateTimeOffset ForcedAt { get; set; }
        public DateTimeOffset AwayAt { get; set; }
    }
}
