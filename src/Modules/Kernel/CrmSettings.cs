using System.Net;
using Crm.Kernel.Outside;

namespace Crm.Kernel;

/// <summary>Everything an operator can set, read once at start. Names and defaults: docs/operating.md.</summary>
public sealed record CrmSettings
{
    /// <summary>Administrator of the PostgreSQL server: migrates, and creates tenants' databases and roles. Needs CREATEDB and CREATEROLE.</summary>
    public required string Postgres { get; init; }

    public string ControlDatabase { get; init; } = "crm_control";
    public string TemplateDatabase { get; init; } = "crm_template";

    /// <summary>Prefix of the names of tenants' databases and login roles.</summary>
    public string TenantPrefix { get; init; } = "crm_t_";

    /// <summary>Role that every tenant's login role belongs to, and that the template's rights are granted to.</summary>
    public string TenantGroup => TenantPrefix + "all";

    /// <summary>The host's own login role on the control database.</summary>
    public string ControlRole => ControlDatabase + "_host";

    /// <summary>Where the API listens.</summary>
    public Uri Url { get; init; } = new("http://localhost:5080");

    /// <summary>Where metrics are served, apart from the API.</summary>
    public required Uri ManagementUrl { get; init; }

    /// <summary>The SPA: base of the links in mail. Defaults to <see cref="Url"/>.</summary>
    public required Uri WebUrl { get; init; }

    /// <summary>A page of the SPA; <see cref="WebUrl"/> may have a path of its own.</summary>
    public Uri WebLink(string path) => new($"{WebUrl.AbsoluteUri.TrimEnd('/')}/{path}");

    /// <summary>The API as its clients reach it: base of a problem's <c>type</c>. Defaults to the origin of <see cref="WebUrl"/>.</summary>
    public Uri ApiUrl { get => field ?? new(WebUrl.GetLeftPart(UriPartial.Authority)); init; }

    /// <summary>The page that says what a kind of problem means.</summary>
    public string ProblemPage(string code) => $"{ApiUrl.AbsoluteUri.TrimEnd('/')}/problems/{code}";

    /// <summary>Origins that may call from a browser.</summary>
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];

    /// <summary>A host below this domain names a tenant by its slug. Empty: no tenant hosts.</summary>
    public string TenantDomain { get; init; } = "";

    /// <summary>Folder for what this machine keeps: development mail, files, the development master key.</summary>
    public required string Local { get; init; }

    /// <summary>Folder for files that users bring along, which all nodes share.</summary>
    public string Files { get => field ?? Path.Combine(Local, "files"); init; }

    /// <summary>Where those files lie instead, if there is one.</summary>
    public BucketSettings? Bucket { get; init; }

    /// <summary>How large a file may be that somebody imports.</summary>
    public long ImportBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>How large one attachment may be.</summary>
    public long FileBytes { get; init; } = 100L * 1024 * 1024;

    /// <summary>How large all attachments of a company may be together.</summary>
    public long TenantFileBytes { get; init; } = 10_240L * 1024 * 1024;

    /// <summary>File of passwords that are refused beside the built-in ones, one in a line or its SHA-1 in hex.</summary>
    public string? PasswordList { get; init; }

    /// <summary>256-bit key, base64, that protects every secret at rest.</summary>
    public required string MasterKey { get; init; }

    /// <summary><c>smtp://user:password@host:587</c>; none: mail becomes files in <c>{Local}/mail</c>.</summary>
    public Uri? Smtp { get; init; }

    public string MailFrom { get; init; } = "Crm <no-reply@localhost>";

    public bool Development { get; init; }

    /// <summary>Proxies whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed. Empty: nobody's.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>What tenants' URLs may lead to although it is not public. Empty: nothing.</summary>
    public IReadOnlyList<OutboundAllowance> OutboundAllow { get; init; } = [];

    /// <summary>Name servers that are asked for proofs of domains. Empty: the machine's.</summary>
    public IReadOnlyList<IPEndPoint> DnsServers { get; init; } = [];

    /// <summary>OpenTelemetry collector that receives traces, metrics and logs. None: only metrics, to be scraped.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>On shutdown the node still answers this long after it has told the load balancer that it is not ready.</summary>
    public TimeSpan ShutdownDelay { get; init; }

    /// <summary>A node not heard of for this long counts as dead, and the others take its work over.</summary>
    public TimeSpan NodeLostAfter { get; init; } = TimeSpan.FromSeconds(12);

    public RateLimits Limits { get; init; } = new();

    public AwakeSettings Awake { get; init; } = new();

    /// <summary>Without the members, some of which are secrets.</summary>
    public override string ToString() => nameof(CrmSettings);
}

/// <summary>Requests admitted per minute.</summary>
public sealed record RateLimits
{
    public int Signups { get; init; } = 60;
    public int Logins { get; init; } = 300;
    public int Codes { get; init; } = 300;
    public int Refreshes { get; init; } = 600;
    public int Links { get; init; } = 120;
    public int Invitations { get; init; } = 120;
    public int PerToken { get; init; } = 6000;
    public int PerTenant { get; init; } = 30000;

    /// <summary>Of one address on one account, in a quarter of an hour.</summary>
    public int PerAccount { get; init; } = 100;
}

/// <summary>How long a tenant counts as awake, and how finely that is watched.</summary>
public sealed record AwakeSettings
{
    /// <summary>Awake this long after the last write.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>At most one control write per node and tenant in this time.</summary>
    public TimeSpan TouchEvery { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>An agent is up this long before a scheduled message is due.</summary>
    public TimeSpan WakeLead { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Agents that start in one round are spread over this time, so that they do not poll in phase.</summary>
    public TimeSpan Stagger { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a node looks for tenants that may fall asleep.</summary>
    public TimeSpan SleepCheck { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Handled messages are remembered this long to recognise a repetition.</summary>
    public TimeSpan KeepHandled { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Every sleeping tenant is woken once in this time, whatever happened.</summary>
    public TimeSpan Sweep { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Tenants' connections of one node, over all pools.</summary>
    public int ConnectionBudget { get; init; } = 120;

    /// <summary>Connections to one tenant from one node.</summary>
    public int PoolSize { get; init; } = 16;
}
