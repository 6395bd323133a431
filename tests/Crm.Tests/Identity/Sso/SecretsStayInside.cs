using System.Collections.Concurrent;
using Crm.Identity.Sso;
using Crm.Kernel;
using Crm.Kernel.Outside;
using Crm.Kernel.Problems;
using Crm.Tests.Operations;
using Crm.Tests.Support;
using Crm.Tests.Support.Sso;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity.Sso;

/// <summary>Whatever happens at the provider, and however much an operator wants to see.</summary>
public sealed class SecretsStayInside(CrmHost host)
{
    [Fact]
    public async Task No_client_secret_code_verifier_or_token_is_logged_or_told()
    {
        using var log = new Everything();
        await using var provider = await ProviderSimulator.StartAsync();
        await using var services = new ServiceCollection().AddLogging(logs => logs.SetMinimumLevel(LogLevel.Trace).AddProvider(log)).AddOutside()
            .AddSingleton(SettingsAreChecked.Read() with { OutboundAllow = host.Settings.OutboundAllow }).AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>()
            .AddSingleton<Secrets>().AddSingleton(TimeProvider.System).AddSingleton<Providers>().AddSingleton<CodeExchange>().AddSingleton<IdTokens>().BuildServiceProvider();
        var box = services.GetRequiredService<Secrets>().Seal(SsoConnection.Purpose, ProviderSimulator.ClientSecret);
        var connection = new SsoConnection { Issuer = provider.Issuer, ClientId = ProviderSimulator.ClientId, SealedSecret = box };
        var told = new List<string> { connection.AsFields.ForJournal().ToString()! };
        foreach (var how in Enum.GetValues<Misbehaviour>().Except([Misbehaviour.TokenEndpointHangs])) told.Add(await TryAsync(services, provider, connection, how));

        log.Lines.ShouldNotBeEmpty();
        foreach (var secret in new[] { "canary", "eyJ" }) log.Lines.Concat(told).ShouldAllBe(line => !line.Contains(secret));
    }

    [Fact]
    public async Task Where_there_is_no_web_application_the_way_back_ends_at_a_page_that_tells_how_to_go_on()
    {
        using var client = host.Client();
        var page = System.Net.WebUtility.HtmlDecode(await client.GetStringAsync("/sso/callback?code=4%2F0A-b.c&state=s1&iss=https%3A%2F%2Fidp.example"));
        page.ShouldContain("/api/v1/auth/sso/completions");
        page.ShouldContain("""{"state":"s1","code":"4/0A-b.c","iss":"https://idp.example","binding":"…"}""");
        System.Net.WebUtility.HtmlDecode(await client.GetStringAsync("/sso/callback?error=access_denied&state=s1")).ShouldContain("""{"state":"s1","error":"access_denied","binding":"…"}""");
        (await client.GetStringAsync("/sso/callback?code=%3Cscript%3E&state=s1")).ShouldNotContain("<script");
    }

    private static async Task<string> TryAsync(ServiceProvider services, ProviderSimulator provider, SsoConnection connection, Misbehaviour how)
    {
        provider.Misbehaves = how;
        try
        {
            var configuration = await services.GetRequiredService<Providers>().FindAsync(connection.Issuer, default);
            var secrets = new SsoSecrets("nonce", "canary-verifier-0123456789012345678901234567890");
            var code = await CodeAsync(configuration, secrets);
            var given = await services.GetRequiredService<CodeExchange>().RedeemAsync(configuration, connection, code, secrets.Verifier, default);
            return (await services.GetRequiredService<IdTokens>().ReadAsync(given.IdToken, connection, new(), secrets, default)).ToString();
        }
        catch (ProblemException refused)
        {
            return $"{refused} {refused.Detail}";
        }
    }

    private static async Task<string> CodeAsync(OpenIdConnectConfiguration configuration, SsoSecrets secrets) => (await SsoCompany.ReplyAsync(
        $"{configuration.AuthorizationEndpoint}&response_type=code&client_id={Uri.EscapeDataString(ProviderSimulator.ClientId)}&redirect_uri=http://localhost:5080/sso/callback&scope=openid&state=s&nonce={secrets.Nonce}&code_challenge={secrets.Challenge()}&code_challenge_method=S256", null)).Code!;

    private sealed class Everything : ILoggerProvider, ILogger
    {
        public ConcurrentBag<string> Lines { get; } = [];
        public ILogger CreateLogger(string categoryName) => this;
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => true;
        public void Dispose() { }
        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add($"{formatter(state, exception)} {exception}");
    }
}
