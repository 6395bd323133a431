using System.Security.Cryptography;
using Crm.Host.Configuration;
using Crm.Kernel;
using static Crm.Host.Configuration.SettingsTable;

namespace Crm.Host;

/// <summary>The operator's settings, read from <c>CRM_*</c> once at start and checked together.</summary>
internal static class Settings
{
    /// <param name="offline">For verbs that need neither a server nor a key, such as <c>openapi</c>.</param>
    public static CrmSettings AddSettings(this WebApplicationBuilder builder, bool offline = false)
    {
        var settings = Read(builder.Configuration, offline);
        builder.Environment.EnvironmentName = settings.Development ? Environments.Development : Environments.Production;
        builder.Services.AddSingleton(settings);
        return settings;
    }

    public static CrmSettings Read(IConfiguration configuration, bool offline = false)
    {
        var read = new SettingsReader(configuration);
        read.RefuseUnknown();
        var development = read.Get(Mode) ?? (read.Has(Mode) || !AspNetSaysProduction(configuration));
        var url = read.Get(Url);
        var management = ManagementOf(url, read);
        var local = read.Get(Local) ?? Path.Combine(Home(), ".local");
        var masterKey = read.Get(MasterKey);
        Relate(read, offline, development);

        var settings = new CrmSettings
        {
            Postgres = read.Get(Postgres) ?? "Host=localhost",
            ControlDatabase = read.Get(ControlDatabase)!,
            TemplateDatabase = read.Get(TemplateDatabase)!,
            TenantPrefix = read.Get(TenantPrefix)!,
            Url = url!,
            ManagementUrl = management!,
            WebUrl = read.Get(WebUrl) ?? url!,
            ApiUrl = read.Get(ApiUrl)!,
            CorsOrigins = read.Get(CorsOrigins)!,
            TenantDomain = read.Get(TenantDomain) ?? "",
            TrustedProxies = read.Get(TrustedProxies)!,
            OutboundAllow = read.Get(OutboundAllow)!,
            DnsServers = read.Get(DnsServers) ?? [],
            Local = local,
            Files = read.Get(Files)!,
            Bucket = BucketOf(read),
            ImportBytes = read.Get(ImportSize) * 1024L * 1024,
            FileBytes = read.Get(FileSize) * 1024L * 1024,
            TenantFileBytes = read.Get(TenantFileSize) * 1024L * 1024,
            PasswordList = read.Get(PasswordList),
            MasterKey = masterKey ?? "",
            Smtp = read.Get(SmtpUrl),
            MailFrom = read.Get(MailFrom)!,
            Development = development,
            OtlpEndpoint = read.Get(OtlpEndpoint),
            ShutdownDelay = read.Get(ShutdownDelay) ?? TimeSpan.FromSeconds(development ? 0 : 5),
            NodeLostAfter = read.Get(NodeLostAfter),
            Limits = new() { Signups = read.Get(Signups), Logins = read.Get(Logins), Codes = read.Get(Codes), Refreshes = read.Get(Refreshes), Links = read.Get(Links), Invitations = read.Get(Invitations), PerAccount = read.Get(PerAccount), PerToken = read.Get(PerToken), PerTenant = read.Get(PerTenant) },
            Awake = new()
            {
                Window = read.Get(Window),
                TouchEvery = read.Get(TouchEvery),
                WakeLead = read.Get(WakeLead),
                Stagger = read.Get(Stagger),
                SleepCheck = read.Get(SleepCheck),
                KeepHandled = read.Get(KeepHandled),
                Sweep = read.Get(Sweep),
                ConnectionBudget = read.Get(ConnectionBudget),
                PoolSize = read.Get(PoolSize),
            },
        };
        read.ThrowIfWrong();
        return masterKey is not null ? settings : settings with { MasterKey = offline ? Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) : KeyOf(local) };
    }

    /// <summary>What one setting asks of another.</summary>
    private static void Relate(SettingsReader read, bool offline, bool development)
    {
        if (!offline && !read.Has(Postgres)) read.Complain(Postgres, "is required");
        foreach (var setting in new Setting[] { MasterKey, WebUrl })
            if (!offline && !development && !read.Has(setting)) read.Complain(setting, "is required in production");
        if (read.Get(TenantFileSize) is > 0 and var space && read.Get(FileSize) > space) read.Complain(FileSize, "is larger than CRM_TENANT_FILE_MEGABYTES");
        if (read.Get(PasswordList) is { } list && !File.Exists(list)) read.Complain(PasswordList, "is not a file that can be read");
        foreach (var setting in new Setting[] { BucketName, BucketAccessKey, BucketSecretKey })
            if (read.Has(setting) != read.Has(BucketEndpoint)) read.Complain(setting, read.Has(setting) ? "says nothing without CRM_S3_ENDPOINT" : "is required with CRM_S3_ENDPOINT");
        if (read.Get(ControlDatabase) == read.Get(TemplateDatabase)) read.Complain(TemplateDatabase, "is the same as CRM_CONTROL_DATABASE");
        if (read.Get(Window) is var window && window > TimeSpan.Zero && read.Get(TouchEvery) >= window) read.Complain(TouchEvery, "is not shorter than CRM_AWAKE_WINDOW");
        if (read.Get(ConnectionBudget) is > 0 and var budget && read.Get(PoolSize) > budget) read.Complain(PoolSize, "is larger than CRM_CONNECTION_BUDGET");
    }

    private static BucketSettings? BucketOf(SettingsReader read) => read.Get(BucketEndpoint) is { } endpoint && read.Get(BucketName) is { } bucket && read.Get(BucketAccessKey) is { } access && read.Get(BucketSecretKey) is { } secret
        ? new() { Endpoint = endpoint, Bucket = bucket, Region = read.Get(BucketRegion)!, AccessKey = access, SecretKey = secret }
        : null;

    private static Uri? ManagementOf(Uri? url, SettingsReader read)
    {
        if (url is null) return null;
        if (!read.Has(ManagementUrl) && url.Port + 1000 > ushort.MaxValue) read.Complain(ManagementUrl, "is required, since the port of CRM_URL leaves no room above it");
        else if (!read.Has(ManagementUrl)) return new UriBuilder(url) { Port = url.Port + 1000 }.Uri;
        var management = read.Get(ManagementUrl);
        if (management?.Port == url.Port) read.Complain(ManagementUrl, "has the same port as CRM_URL");
        return management;
    }

    private static bool AspNetSaysProduction(IConfiguration configuration) =>
        (configuration["ASPNETCORE_ENVIRONMENT"] ?? configuration["DOTNET_ENVIRONMENT"]) is { Length: > 0 } name
        && !name.Equals(Environments.Development, StringComparison.OrdinalIgnoreCase);

    /// <summary>The repository, from wherever in it the host is started.</summary>
    private static string Home()
    {
        var here = Directory.GetCurrentDirectory();
        for (var folder = here; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Crm.sln"))) return folder;
        return here;
    }

    private static string KeyOf(string local)
    {
        try
        {
            return MasterKeyFile.ReadOrMake(local);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new StartRefusedException($"CRM_LOCAL={local} holds no readable master.key and takes none: {wrong.Message}. Example: CRM_LOCAL=\"/var/lib/crm\"");
        }
    }
}
