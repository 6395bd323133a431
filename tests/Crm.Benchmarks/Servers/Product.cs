using System.Security.Cryptography;

namespace Crm.Benchmarks.Servers;

/// <summary>The product as it is built for release, on databases of this run. Limits are out of the way; all else is as delivered.</summary>
internal sealed class Product : IAsyncDisposable
{
    private readonly Dictionary<string, string> environment;

    public Product(Cluster cluster)
    {
        Local = Directory.CreateTempSubdirectory("crm-bench-").FullName;
        (ControlDatabase, TemplateDatabase) = (cluster.Prefix + "_control", cluster.Prefix + "_template");
        environment = new()
        {
            ["CRM_POSTGRES"] = cluster.Connection("postgres").Replace("Pooling=False", "Pooling=True", StringComparison.OrdinalIgnoreCase),
            ["CRM_ENVIRONMENT"] = "Production",
            ["CRM_CONTROL_DATABASE"] = ControlDatabase,
            ["CRM_TEMPLATE_DATABASE"] = TemplateDatabase,
            ["CRM_TENANT_PREFIX"] = cluster.Prefix + "_t_",
            ["CRM_LOCAL"] = Local,
            ["CRM_MASTER_KEY"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            ["CRM_WEB_URL"] = "http://localhost",
            ["CRM_SHUTDOWN_DELAY"] = "0s",
            ["CRM_SIGNUPS_PER_MINUTE"] = "100000",
            ["CRM_LOGINS_PER_MINUTE"] = "100000",
            ["CRM_REQUESTS_PER_MINUTE_TOKEN"] = "100000000",
            ["CRM_REQUESTS_PER_MINUTE_TENANT"] = "100000000",
        };
    }

    public static string Repository { get; } = Find(AppContext.BaseDirectory);

    public string Local { get; }
    public string ControlDatabase { get; }
    public string TemplateDatabase { get; }

    private static string Program => Path.Combine(Repository, "src", "Host", "bin", "Release", "net10.0", "Crm.Host.dll");

    public Task MigrateAsync(CancellationToken ct) => RunningProgram.FinishAsync([Program, "migrate"], environment, ct);

    public Task<RunningProgram> ServeAsync(CancellationToken ct)
    {
        var url = new Uri($"http://127.0.0.1:{RunningProgram.FreePort()}");
        var own = new Dictionary<string, string>(environment)
        {
            ["CRM_URL"] = url.GetLeftPart(UriPartial.Authority),
            ["CRM_MANAGEMENT_URL"] = $"http://127.0.0.1:{RunningProgram.FreePort()}",
        };
        return RunningProgram.StartAsync(url, "/health/ready", [Program, "serve"], own, ct);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Local, recursive: true);
        return default;
    }

    private static string Find(string folder) => File.Exists(Path.Combine(folder, "Crm.sln")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
