using Crm.Kernel;
using Crm.Tenancy.Migrations;
using Npgsql;
using Shouldly;
using Xunit;

namespace Crm.Tests.Support;

/// <summary>Databases of their own, migrated by the verb, and the nodes that share them. What is short in production terms is shorter here.</summary>
public sealed class Installation : IAsyncLifetime
{
    private readonly string prefix = $"crm_node_{Guid.CreateVersion7().ToString("n")[^12..]}";
    private readonly List<Node> nodes = [];
    private CrmSettings settings = null!;

    public string TenantPrefix => settings.TenantPrefix;
    public string ControlDatabase => settings.ControlDatabase;
    public string TemplateDatabase => settings.TemplateDatabase;
    public Mailbox Mail { get; private set; } = null!;

    private Dictionary<string, string> Environment => new()
    {
        ["CRM_POSTGRES"] = settings.Postgres,
        ["CRM_CONTROL_DATABASE"] = settings.ControlDatabase,
        ["CRM_TEMPLATE_DATABASE"] = settings.TemplateDatabase,
        ["CRM_TENANT_PREFIX"] = settings.TenantPrefix,
        ["CRM_LOCAL"] = settings.Local,
        ["CRM_MASTER_KEY"] = settings.MasterKey,
        ["CRM_TENANT_DOMAIN"] = "crm.example",
        ["CRM_SIGNUPS_PER_MINUTE"] = "100000",
        ["CRM_LOGINS_PER_MINUTE"] = "100000",
        ["CRM_NODE_LOST_AFTER"] = "4s",
        ["CRM_AWAKE_WINDOW"] = "4s",
        ["CRM_AWAKE_TOUCH_EVERY"] = "1s",
        ["CRM_AWAKE_LEAD"] = "5s",
        ["CRM_AWAKE_STAGGER"] = "500ms",
        ["CRM_AWAKE_SLEEP_CHECK"] = "1s",
        ["CRM_AWAKE_KEEP_HANDLED"] = "2s",
    };

    public ValueTask InitializeAsync() => InitializeAsync(TestSettings.Postgres);

    public async ValueTask InitializeAsync(string postgres)
    {
        settings = TestSettings.For(prefix) with { Postgres = postgres };
        Mail = new(settings.Local);
        var (exit, output) = await VerbAsync("migrate");
        exit.ShouldBe(0, output);
    }

    public Task<(int ExitCode, string Output)> VerbAsync(string verb) => Node.RunAsync(verb, Environment);

    public async Task<Node> StartAsync(params (string Name, string Value)[] changes)
    {
        var environment = Environment;
        foreach (var (name, value) in changes) environment[name] = value;
        var node = await Node.StartAsync(environment);
        lock (nodes) nodes.Add(node);
        return node;
    }

    /// <summary>That many nodes, of which an earlier test may have left some.</summary>
    public async Task<Node[]> NodesAsync(int count)
    {
        foreach (var surplus in nodes.Where(n => n.IsAlive).Skip(count)) await surplus.KillAsync();
        var alive = nodes.Where(n => n.IsAlive).ToList();
        return [.. alive, .. await Task.WhenAll(Enumerable.Range(0, count - alive.Count).Select(_ => StartAsync()))];
    }

    /// <summary>Kills what there is and starts anew.</summary>
    public async Task<Node> OnlyAsync(params (string Name, string Value)[] changes)
    {
        await KillAllAsync();
        return await StartAsync(changes);
    }

    public async Task KillAllAsync()
    {
        foreach (var node in nodes) await node.DisposeAsync();
        nodes.Clear();
    }

    /// <summary>An administrator's connection, to look and to reach behind the product's back.</summary>
    public async Task<NpgsqlConnection> AdministratorAsync(string? database = null)
    {
        var login = new NpgsqlConnectionStringBuilder(new AdministratorConnections(settings).For(database ?? settings.ControlDatabase)) { Pooling = false };
        var connection = new NpgsqlConnection(login.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAllAsync();
        await TestSettings.DropAsync(prefix, settings.Postgres);
        Directory.Delete(settings.Local, recursive: true);
    }
}
