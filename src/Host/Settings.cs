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
        var development = read.Has(Mode) ? read.Get(Mode) : !AspNetSaysProduction(configuration);
        var url = read.Get(Url);
        var management = read.Get(ManagementUrl);
        var local = read.Get(Local) ?? Path.Combine(Home(), ".local");
        var masterKey = read.Get(MasterKey);

        Require(Postgres, !offline, "is required");
        Require(MasterKey, !offline && !development, "is required in production");
        Require(WebUrl, !offline && !development, "is required in production");
        if (url is not null && management is null && !read.Has(ManagementUrl))
        {
            if (url.Port + 1000 > ushort.MaxValue) read.Complain(ManagementUrl, "is required, since the port of CRM_URL leaves no room above it");
            else management = new UriBuilder(url) { Port = url.Port + 1000 }.Uri;
        }
        if (url is not null && url.Port == management?.Port) read.Complain(ManagementUrl, "has the same port as CRM_URL");
        if (read.Get(ControlDatabase) == read.Get(TemplateDatabase)) read.Complain(TemplateDatabase, "is the same as CRM_CONTROL_DATABASE");
        if (read.Get(PoolSize) > read.Get(ConnectionBudget)) read.Complain(PoolSize, "is larger than CRM_CONNECTION_BUDGET");

        var settings = new CrmSettings
        {
            Postgres = read.Get(Postgres) ?? "Host=localhost",
            ControlDatabase = read.Get(ControlDatabase)!,
            TemplateDatabase = read.Get(TemplateDatabase)!,
            TenantPrefix = read.Get(TenantPrefix)!,
            Url = url!,
            ManagementUrl = management!,
            WebUrl = read.Get(WebUrl) ?? url!,
            CorsOrigins = read.Get(CorsOrigins)!,
            TenantDomain = read.Get(TenantDomain) ?? "",
            TrustedProxies = read.Get(TrustedProxies)!,
            Local = local,
            MasterKey = masterKey ?? "",
            Smtp = read.Get(SmtpUrl),
            MailFrom = read.Get(MailFrom)!,
            Development = development,
            OtlpEndpoint = read.Get(OtlpEndpoint),
            ShutdownDelay = read.Get(ShutdownDelay) ?? TimeSpan.FromSeconds(development ? 0 : 5),
            Limits = new() { Signups = read.Get(Signups), Logins = read.Get(Logins), PerToken = read.Get(PerToken), PerTenant = read.Get(PerTenant) },
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

        void Require(Setting setting, bool needed, string complaint)
        {
            if (needed && !read.Has(setting)) read.Complain(setting, complaint);
        }
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
