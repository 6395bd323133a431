using Crm.Host;
using Crm.Kernel;
using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace Crm.Tests.Operations;

public class SettingsAreChecked
{
    private const string Postgres = "Host=localhost;Username=crm;Password=canary-password";
    private const string Key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    internal static CrmSettings Read(params (string Name, string Value)[] variables) => Settings.Read(Configuration(variables));

    internal static IReadOnlyList<string> Refused(params (string Name, string Value)[] variables) =>
        Should.Throw<StartRefusedException>(() => Settings.Read(Configuration(variables))).Lines;

    private static IConfigurationRoot Configuration((string Name, string Value)[] variables) => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { ["CRM_POSTGRES"] = Postgres, ["CRM_MASTER_KEY"] = Key, ["CRM_LOCAL"] = "/tmp" })
        .AddInMemoryCollection(variables.Select(v => KeyValuePair.Create<string, string?>(v.Name, v.Value)))
        .Build();

    [Theory]
    [InlineData("CRM_POSTGRES", "localhost", "not a connection string")]
    [InlineData("CRM_POSTGRES", "Username=crm", "without Host")]
    [InlineData("CRM_ENVIRONMENT", "Staging", "neither Development nor Production")]
    [InlineData("CRM_URL", "localhost:5080", "not an http:// address")]
    [InlineData("CRM_URL", "https://localhost:5080", "not an http:// address")]
    [InlineData("CRM_URL", "http://localhost:5080/api", "nothing after the port")]
    [InlineData("CRM_MANAGEMENT_URL", "6080", "not an http:// address")]
    [InlineData("CRM_MANAGEMENT_URL", "http://localhost:5080", "the same port as CRM_URL")]
    [InlineData("CRM_WEB_URL", "app.example.com", "not an http:// or https:// address")]
    [InlineData("CRM_CORS_ORIGINS", "*", "not a list of origins")]
    [InlineData("CRM_CORS_ORIGINS", "https://a.example/path", "not a list of origins")]
    [InlineData("CRM_TENANT_DOMAIN", "https://crm.example", "not a domain name")]
    [InlineData("CRM_TRUSTED_PROXIES", "10.0.0.0/8,proxy", "proxy is neither an IP address nor a network")]
    [InlineData("CRM_OUTBOUND_ALLOW", "idp.internal", "neither host:port nor an IP address nor a network")]
    [InlineData("CRM_OUTBOUND_ALLOW", "https://idp.internal:443", "neither host:port nor an IP address nor a network")]
    [InlineData("CRM_S3_BUCKET", "crm-files", "says nothing without CRM_S3_ENDPOINT")]
    [InlineData("CRM_DNS_SERVERS", "dns.example", "dns.example is no IP address")]
    [InlineData("CRM_MASTER_KEY", "c2hvcnQ=", "not 32 bytes in base64")]
    [InlineData("CRM_SMTP_URL", "mail.example.com:587", "not an smtp://")]
    [InlineData("CRM_MAIL_FROM", "nobody", "not a mail address")]
    [InlineData("CRM_SIGNUPS_PER_MINUTE", "0", "not a whole number from 1")]
    [InlineData("CRM_LOGINS_PER_MINUTE", "many", "not a whole number from 1")]
    [InlineData("CRM_REQUESTS_PER_MINUTE_TOKEN", "-5", "not a whole number from 1")]
    [InlineData("CRM_REQUESTS_PER_MINUTE_TENANT", "1e3", "not a whole number from 1")]
    [InlineData("CRM_CONTROL_DATABASE", "Crm-Control", "not a name of lower-case letters")]
    [InlineData("CRM_TEMPLATE_DATABASE", "crm_control", "the same as CRM_CONTROL_DATABASE")]
    [InlineData("CRM_TENANT_PREFIX", "a_prefix_that_is_much_too_long_for_a_name_", "not a name of lower-case letters")]
    [InlineData("CRM_CONNECTION_BUDGET", "3", "not a whole number from 4")]
    [InlineData("CRM_POOL_SIZE", "121", "larger than CRM_CONNECTION_BUDGET")]
    [InlineData("CRM_AWAKE_WINDOW", "5 minutes", "written like 500ms, 30s, 5m or 24h")]
    [InlineData("CRM_AWAKE_SWEEP", "9999h", "not a time from 100ms to 168h")]
    [InlineData("CRM_OTLP_ENDPOINT", "collector:4317", "not an http:// or https:// address")]
    [InlineData("CRM_SHUTDOWN_DELAY", "30s", "not a time from 0s to 20s")]
    public void A_wrong_value_is_told_in_one_line(string name, string value, string what)
    {
        var line = Refused((name, value)).ShouldHaveSingleItem();
        line.ShouldStartWith(name + " ");
        line.ShouldContain(what);
        line.ShouldContain($"Example: {name}=\"");
        line.ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("CRM_SMPT_URL", "CRM_SMTP_URL")]
    [InlineData("CRM_POSTGRESS", "CRM_POSTGRES")]
    [InlineData("CRM_CORS_ORIGIN", "CRM_CORS_ORIGINS")]
    [InlineData("CRM_AWAKE:WINDOW", "CRM_AWAKE_WINDOW")]
    public void A_misspelt_name_is_told_with_the_nearest_one(string name, string meant) =>
        Refused((name, "x")).ShouldHaveSingleItem().ShouldContain($"is not a setting. Did you mean {meant}?");

    [Fact]
    public void Each_wrong_setting_has_its_line() =>
        Refused(("CRM_URL", "x"), ("CRM_SMTP_URL", "y"), ("CRM_NONSENSE", "z")).Count.ShouldBe(3);

    [Fact]
    public void No_secret_is_repeated()
    {
        var lines = Refused(("CRM_POSTGRES", "canary-password"), ("CRM_MASTER_KEY", "canary-key"), ("CRM_SMTP_URL", "http://user:canary-smtp@host"));
        lines.Count.ShouldBe(3);
        lines.ShouldAllBe(line => !line.Contains("canary"));
        Read().ToString().ShouldNotContain("canary");
    }

    [Fact]
    public void The_defaults_are_those_of_the_settings_themselves()
    {
        var (read, plain) = (Read(), new CrmSettings { Postgres = Postgres, MasterKey = Key, Local = "/tmp", ManagementUrl = new("http://localhost:6080"), WebUrl = new("http://localhost:5080"), Development = true });
        read.ShouldBe(plain with { CorsOrigins = read.CorsOrigins, TrustedProxies = read.TrustedProxies, OutboundAllow = read.OutboundAllow, DnsServers = read.DnsServers });
        read.CorsOrigins.ShouldBeEmpty();
        read.OutboundAllow.ShouldBeEmpty();
        read.DnsServers.ShouldBeEmpty();
        read.TrustedProxies.ShouldBeEmpty();
    }

    [Fact]
    public void Every_setting_has_its_effect()
    {
        var read = Read(
            ("CRM_ENVIRONMENT", "production"), ("CRM_URL", "http://0.0.0.0:8080"), ("CRM_WEB_URL", "https://app.example.com/"), ("CRM_CORS_ORIGINS", "https://a.example, http://b.example:3000"),
            ("CRM_TENANT_DOMAIN", "CRM.Example.com"), ("CRM_TRUSTED_PROXIES", "10.0.0.0/8,::1"), ("CRM_SMTP_URL", "smtps://u:p@mail.example.com"), ("CRM_MAIL_FROM", "Us <us@example.com>"),
            ("CRM_AWAKE_WINDOW", "2s"), ("CRM_AWAKE_TOUCH_EVERY", "1s"), ("CRM_AWAKE_LEAD", "500ms"), ("CRM_POOL_SIZE", "4"), ("CRM_LOGINS_PER_MINUTE", "5"), ("CRM_OTLP_ENDPOINT", "http://collector:4317"),
            ("CRM_OUTBOUND_ALLOW", "IdP.internal:8443, 10.20.0.0/16,192.168.1.7"), ("CRM_DNS_SERVERS", "9.9.9.9,[::1]:5353"));

        read.Development.ShouldBeFalse();
        read.ManagementUrl.ShouldBe(new("http://0.0.0.0:9080"));
        read.CorsOrigins.ShouldBe(["https://a.example", "http://b.example:3000"]);
        read.TenantDomain.ShouldBe("crm.example.com");
        read.TrustedProxies.Select(p => p.ToString()).ShouldBe(["10.0.0.0/8", "::1/128"]);
        read.Smtp!.Host.ShouldBe("mail.example.com");
        read.Awake.Window.ShouldBe(TimeSpan.FromSeconds(2));
        read.Awake.WakeLead.ShouldBe(TimeSpan.FromMilliseconds(500));
        read.Awake.PoolSize.ShouldBe(4);
        read.Limits.Logins.ShouldBe(5);
        read.OutboundAllow.Select(a => a.Network?.ToString() ?? $"{a.Host!.Host}:{a.Host.Port}").ShouldBe(["idp.internal:8443", "10.20.0.0/16", "192.168.1.7/32"]);
        read.DnsServers.Select(s => s.ToString()).ShouldBe(["9.9.9.9:53", "[::1]:5353"]);
        read.ShutdownDelay.ShouldBe(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void An_empty_variable_is_as_good_as_none() => Read(("CRM_SMTP_URL", ""), ("CRM_URL", " ")).Smtp.ShouldBeNull();

    [Fact]
    public void Production_insists_on_a_key_and_a_web_address()
    {
        var lines = Refused(("CRM_ENVIRONMENT", "Production"), ("CRM_MASTER_KEY", ""));
        lines.Count.ShouldBe(2);
        lines.ShouldContain(line => line.StartsWith("CRM_MASTER_KEY is required in production"));
        lines.ShouldContain(line => line.StartsWith("CRM_WEB_URL is required in production"));
    }

    [Theory]
    [InlineData("ASPNETCORE_ENVIRONMENT", "Staging", false)]
    [InlineData("ASPNETCORE_ENVIRONMENT", "development", true)]
    [InlineData("DOTNET_ENVIRONMENT", "Production", false)]
    public void The_environment_may_come_from_the_framework(string name, string value, bool development) =>
        Read((name, value), ("CRM_WEB_URL", "https://app.example.com")).Development.ShouldBe(development);

    [Fact]
    public void A_verb_that_needs_no_server_asks_for_none() =>
        Settings.Read(new ConfigurationBuilder().AddInMemoryCollection([new("CRM_ENVIRONMENT", "Production")]).Build(), offline: true).MasterKey.ShouldNotBeEmpty();

    [Fact]
    public void A_server_is_required() =>
        Should.Throw<StartRefusedException>(() => Settings.Read(new ConfigurationBuilder().Build())).Lines.ShouldHaveSingleItem().ShouldStartWith("CRM_POSTGRES is required");
}
