using System.Net;
using Crm.Kernel.Outside;
using static Crm.Host.Configuration.Values;

namespace Crm.Host.Configuration;

/// <summary>Every setting there is. The table in docs/operating.md is checked against this one.</summary>
internal static class SettingsTable
{
    private static readonly List<Setting> all = [];

    public static IReadOnlyList<Setting> All => all;

    public static readonly Setting<string> Postgres = Add(new Setting<string>("CRM_POSTGRES", "Host=localhost;Port=5432;Username=crm_admin;Password=…",
        "Administrator of the PostgreSQL server (14 or later): migrates, creates the databases and roles of tenants. Needs CREATEDB and CREATEROLE, not superuser.",
        Connection)
    { Otherwise = "required; `build/run` starts a private server and sets it", Secret = true });

    public static readonly Setting<bool?> Mode = Add(new Setting<bool?>("CRM_ENVIRONMENT", "Production",
        "`Production` logs JSON, serves no development pages and insists on `CRM_MASTER_KEY` and `CRM_WEB_URL`.",
        text => IsDevelopment(text))
    { Otherwise = "`ASPNETCORE_ENVIRONMENT`, else `Development`" });

    public static readonly Setting<Uri> Url = Add(new Setting<Uri>("CRM_URL", "http://0.0.0.0:5080",
        "Where the API listens. `localhost` listens on loopback only, an IP address on that address, any other name on all.",
        Listener)
    { Default = "http://localhost:5080" });

    public static readonly Setting<Uri?> ManagementUrl = Add(new Setting<Uri?>("CRM_MANAGEMENT_URL", "http://localhost:6080",
        "Where metrics and health are served, apart from the API. Not for the public.",
        Listener)
    { Otherwise = "`CRM_URL` with its port + 1000" });

    public static readonly Setting<Uri?> WebUrl = Add(new Setting<Uri?>("CRM_WEB_URL", "https://app.example.com",
        "The web application: base of the links in mails, and an origin that may call from browsers.",
        Web)
    { Otherwise = "`CRM_URL`; required in production" });

    public static readonly Setting<Uri?> ApiUrl = Add(new Setting<Uri?>("CRM_API_URL", "https://api.example.com",
        "The API as its clients reach it: a problem's `type` is a page below it.",
        Web)
    { Otherwise = "the origin of `CRM_WEB_URL`" });

    public static readonly Setting<IReadOnlyList<string>> CorsOrigins = Add(new Setting<IReadOnlyList<string>>("CRM_CORS_ORIGINS", "https://app.example.com,https://beta.example.com",
        "More origins that may call from browsers, separated by commas.",
        Origins)
    { Default = "" });

    public static readonly Setting<string?> TenantDomain = Add(new Setting<string?>("CRM_TENANT_DOMAIN", "crm.example.com",
        "A host directly below this domain names a tenant by its slug.",
        Domain)
    { Otherwise = "none: host names say nothing about the tenant" });

    public static readonly Setting<IReadOnlyList<IPNetwork>> TrustedProxies = Add(new Setting<IReadOnlyList<IPNetwork>>("CRM_TRUSTED_PROXIES", "10.0.0.0/8,192.168.1.7",
        "Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed. Without it all clients behind a proxy share one address, and one limit.",
        Networks)
    { Default = "" });

    public static readonly Setting<IReadOnlyList<OutboundAllowance>> OutboundAllow = Add(new Setting<IReadOnlyList<OutboundAllowance>>("CRM_OUTBOUND_ALLOW", "idp.internal:443,10.20.0.0/16",
        "Hosts with port, addresses and networks that tenants' URLs may lead to although they are not public, separated by commas.",
        Outbound)
    { Default = "" });

    public static readonly Setting<IReadOnlyList<IPEndPoint>> DnsServers = Add(new Setting<IReadOnlyList<IPEndPoint>>("CRM_DNS_SERVERS", "9.9.9.9,192.0.2.53:5353",
        "Name servers that are asked whether a tenant owns a domain, separated by commas.",
        NameServers)
    { Otherwise = "the machine's" });

    public static readonly Setting<string?> Local = Add(new Setting<string?>("CRM_LOCAL", "/var/lib/crm",
        "Folder for what this machine keeps: files, mail in development, the development master key.",
        Folder)
    { Otherwise = "`.local` in the repository, else in the working directory" });

    public static readonly Setting<string?> Files = Add(new Setting<string?>("CRM_FILES", "/srv/crm/files",
        "Folder for files that users bring along, such as pictures. All nodes share it.",
        Folder)
    { Otherwise = "`<CRM_LOCAL>/files`" });

    public static readonly Setting<Uri?> BucketEndpoint = Add(new Setting<Uri?>("CRM_S3_ENDPOINT", "https://s3.eu-central-1.amazonaws.com",
        "Store that speaks S3, for the same files. With it, nodes need no shared folder.",
        Web)
    { Otherwise = "files lie in `CRM_FILES`" });

    public static readonly Setting<string?> BucketName = Add(new Setting<string?>("CRM_S3_BUCKET", "crm-files",
        "Bucket there, which nobody else can read. It has to exist.",
        Bucket)
    { Otherwise = "required with `CRM_S3_ENDPOINT`" });

    public static readonly Setting<string> BucketRegion = Add(new Setting<string>("CRM_S3_REGION", "eu-central-1",
        "Region that requests to it are signed for.",
        Bucket)
    { Default = "us-east-1" });

    public static readonly Setting<string?> BucketAccessKey = Add(new Setting<string?>("CRM_S3_ACCESS_KEY", "AKIAIOSFODNN7EXAMPLE",
        "Key that may list, read, write and delete in it.",
        text => text)
    { Otherwise = "required with `CRM_S3_ENDPOINT`" });

    public static readonly Setting<string?> BucketSecretKey = Add(new Setting<string?>("CRM_S3_SECRET_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "The secret of that key.",
        text => text)
    { Otherwise = "required with `CRM_S3_ENDPOINT`", Secret = true });

    public static readonly Setting<int> ImportSize = Add(new Setting<int>("CRM_IMPORT_MIB", "512",
        "Mebibytes that a file may have which somebody imports.",
        Number(1, 10_000))
    { Default = "512" });

    public static readonly Setting<int> FileSize = Add(new Setting<int>("CRM_FILE_MEGABYTES", "100",
        "Mebibytes that one attachment may have.",
        Number(1, 5_000))
    { Default = "100" });

    public static readonly Setting<int> TenantFileSize = Add(new Setting<int>("CRM_TENANT_FILE_MEGABYTES", "10240",
        "Mebibytes that all attachments of a company may have together.",
        Number(1, 100_000_000))
    { Default = "10240" });

    public static readonly Setting<string?> PasswordList = Add(new Setting<string?>("CRM_PASSWORD_LIST", "/etc/crm/pwned-passwords.txt",
        "File of passwords that nobody may choose, beside the built-in ones: in each line one, or its SHA-1 in hex. At most five million are read, eight bytes of memory each.",
        Folder)
    { Otherwise = "the built-in ones only" });

    public static readonly Setting<string?> MasterKey = Add(new Setting<string?>("CRM_MASTER_KEY", "$(openssl rand -base64 32)",
        "Protects every secret in the databases. The same on all nodes. Without it those secrets are lost.",
        Key)
    { Otherwise = "made once in `<CRM_LOCAL>/master.key`; required in production", Secret = true });

    public static readonly Setting<Uri?> SmtpUrl = Add(new Setting<Uri?>("CRM_SMTP_URL", "smtp://user:password@mail.example.com:587",
        "Mail server; `smtps://` speaks TLS from the first byte, `smtp://` uses STARTTLS where it is offered.",
        Smtp)
    { Otherwise = "mails become files in `<CRM_LOCAL>/mail`", Secret = true });

    public static readonly Setting<string> MailFrom = Add(new Setting<string>("CRM_MAIL_FROM", "Crm <no-reply@example.com>",
        "Sender of all mails.",
        Mailbox)
    { Default = "Crm <no-reply@localhost>" });

    public static readonly Setting<int> Signups = Limit("CRM_SIGNUPS_PER_MINUTE", 60, "Signups and verifications per address and minute, on each node.");
    public static readonly Setting<int> Logins = Limit("CRM_LOGINS_PER_MINUTE", 300, "Logins and other proofs by password per address and minute, on each node.");
    public static readonly Setting<int> Codes = Limit("CRM_CODES_PER_MINUTE", 300, "Codes of authenticators tried per address and minute, on each node.");
    public static readonly Setting<int> Refreshes = Limit("CRM_REFRESHES_PER_MINUTE", 600, "Refreshes of sessions per address and minute, on each node.");
    public static readonly Setting<int> Links = Limit("CRM_LINKS_PER_MINUTE", 120, "Mailed links asked for and used, as for a forgotten password, per address and minute, on each node.");
    public static readonly Setting<int> Invitations = Limit("CRM_INVITATIONS_PER_MINUTE", 120, "Invitations looked at and accepted per address and minute, on each node.");
    public static readonly Setting<int> PerAccount = Limit("CRM_ATTEMPTS_PER_ACCOUNT", 100, "Failed logins and codes, links asked for and signups of one address on one account in a quarter of an hour, on each node.");
    public static readonly Setting<int> PerToken = Limit("CRM_REQUESTS_PER_MINUTE_TOKEN", 6000, "Requests per login session and minute, on each node; strangers: per address.");
    public static readonly Setting<int> PerTenant = Limit("CRM_REQUESTS_PER_MINUTE_TENANT", 30000, "Requests per tenant and minute, on each node.");

    public static readonly Setting<string> ControlDatabase = Add(new Setting<string>("CRM_CONTROL_DATABASE", "crm_control",
        "Name of the control database: catalog, accounts, provisioning.",
        Identifier)
    { Default = "crm_control" });

    public static readonly Setting<string> TemplateDatabase = Add(new Setting<string>("CRM_TEMPLATE_DATABASE", "crm_template",
        "Name of the database that new tenants' databases are cloned from.",
        Identifier)
    { Default = "crm_template" });

    public static readonly Setting<string> TenantPrefix = Add(new Setting<string>("CRM_TENANT_PREFIX", "crm_t_",
        "Prefix of the names of tenants' databases and login roles. Never change it once there are tenants.",
        Identifier)
    { Default = "crm_t_" });

    public static readonly Setting<int> ConnectionBudget = Add(new Setting<int>("CRM_CONNECTION_BUDGET", "120",
        "Connections of this node to tenants' databases, over all pools.",
        Number(4, 5000))
    { Default = "120" });

    public static readonly Setting<int> PoolSize = Add(new Setting<int>("CRM_POOL_SIZE", "16",
        "Connections of this node to one tenant's database.",
        Number(2, 500))
    { Default = "16" });

    public static readonly Setting<TimeSpan> NodeLostAfter = Time("CRM_NODE_LOST_AFTER", "12s", "A node not heard of for this long counts as dead, and the others take its work over.");
    public static readonly Setting<TimeSpan> Window = Time("CRM_AWAKE_WINDOW", "5m", "A tenant counts as awake this long after its last write.");
    public static readonly Setting<TimeSpan> TouchEvery = Time("CRM_AWAKE_TOUCH_EVERY", "60s", "A node notes a tenant's writes in the control database at most once in this time.");
    public static readonly Setting<TimeSpan> WakeLead = Time("CRM_AWAKE_LEAD", "45s", "A sleeping tenant is woken this long before its next scheduled message is due.");
    public static readonly Setting<TimeSpan> Stagger = Time("CRM_AWAKE_STAGGER", "5s", "Tenants that wake together start polling spread over this time.");
    public static readonly Setting<TimeSpan> SleepCheck = Time("CRM_AWAKE_SLEEP_CHECK", "15s", "How often a node looks for tenants that may fall asleep.");
    public static readonly Setting<TimeSpan> KeepHandled = Time("CRM_AWAKE_KEEP_HANDLED", "5m", "Handled messages are remembered this long, to recognise a repetition.");
    public static readonly Setting<TimeSpan> Sweep = Time("CRM_AWAKE_SWEEP", "24h", "Every sleeping tenant is woken once in this time, whatever happened.");

    public static readonly Setting<Uri?> OtlpEndpoint = Add(new Setting<Uri?>("CRM_OTLP_ENDPOINT", "http://collector:4317",
        "OpenTelemetry collector for traces, metrics and logs. The standard `OTEL_*` variables work too and tell protocol, headers and sampling.",
        Web)
    { Otherwise = "`OTEL_EXPORTER_OTLP_ENDPOINT`, else nothing is sent" });

    public static readonly Setting<TimeSpan?> ShutdownDelay = Add(new Setting<TimeSpan?>("CRM_SHUTDOWN_DELAY", "5s",
        "After a stop signal the node still answers for this time while `/health/ready` already says 503.",
        text => Duration(TimeSpan.Zero, TimeSpan.FromSeconds(20))(text))
    { Otherwise = "`5s` in production, else `0s`" });

    public static readonly Setting<string> PostgresBinaries = Script("CRM_PG_BIN", "/usr/lib/postgresql/17/bin", "Folder of PostgreSQL's binaries.", "found, else installed");
    public static readonly Setting<string> PostgresPort = Script("CRM_PG_PORT", "54320", "Port of the private PostgreSQL.", "a free one");

    private static Setting<int> Limit(string name, int number, string meaning) =>
        Add(new Setting<int>(name, $"{number}", meaning, Number(1, 100_000_000)) { Default = $"{number}" });

    private static Setting<TimeSpan> Time(string name, string value, string meaning) =>
        Add(new Setting<TimeSpan>(name, value, meaning, Duration(TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(7))) { Default = value });

    private static Setting<string> Script(string name, string example, string meaning, string otherwise) =>
        Add(new Setting<string>(name, example, meaning, text => text) { Otherwise = otherwise, ForScripts = true });

    private static Setting<T> Add<T>(Setting<T> setting)
    {
        all.Add(setting);
        return setting;
    }
}
