using Crm.Host.OpenApi;
using Crm.Kernel;
using Crm.Tenancy.Migrations;

namespace Crm.Host;

/// <summary>What the program can be asked to do: <c>Crm.Host verb …</c>.</summary>
internal static class Verbs
{
    private const string Help = """
        Usage: Crm.Host [verb] [--help]

          serve                 answers requests (the default)
          migrate               brings the control database, the template and every tenant to this release
          health                asks the node on this machine whether it is ready
          openapi PATH          writes the OpenAPI document; needs no database
          codegen write         writes the handlers' code ahead of time
          demo                  signs the company acme up at CRM_URL and fills it
          signups               lists, retries or cancels signups
          dead-letters          lists or replays messages that could not be handled

        Settings are environment variables, CRM_POSTGRES first of all: see docs/operating.md.
        """;

    public static Task<int> RunAsync(string[] args) => args switch
    {
        ["--help" or "-h" or "help", ..] => Tell(Help),
        [] or ["serve"] => ServeAsync(),
        ["serve", "--help"] => Tell("Usage: Crm.Host serve\nAnswers requests at CRM_URL until SIGTERM or Ctrl-C."),
        ["migrate"] => MigrateAsync(),
        ["migrate", "--help"] => Tell("Usage: Crm.Host migrate\nSafe to repeat. Exit code 1 if a tenant failed; the next run tries it again."),
        ["health"] => HealthProbe.RunAsync(),
        ["health", "--help"] => Tell("Usage: Crm.Host health\nExit code 0 if /health/ready of CRM_MANAGEMENT_URL says so."),
        ["openapi", "--help"] => Tell("Usage: Crm.Host openapi PATH\nThe bytes are those that the host serves at /openapi/v1.json."),
        ["openapi", var path] => ExportAsync(path),
        _ => Tell($"There is no verb \"{string.Join(' ', args)}\".\n\n{Help}", exit: 2),
    };

    public static WebApplication Build(HostMode mode)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var settings = builder.AddSettings(offline: mode is HostMode.Inspect);
        Program.Add(builder, settings, mode);
        var app = builder.Build();
        Program.Use(app, settings);
        return app;
    }

    private static async Task<int> ServeAsync()
    {
        await using var app = Build(HostMode.Serve);
        var settings = app.Services.GetRequiredService<CrmSettings>();
        await app.StartAsync();
        Console.WriteLine($"Crm is ready: {settings.Url.GetLeftPart(UriPartial.Authority)}");
        Console.WriteLine($"API documentation: {new Uri(settings.Url, "/docs")}");
        await app.WaitForShutdownAsync();
        return 0;
    }

    private static async Task<int> MigrateAsync()
    {
        await using var app = Build(HostMode.Migrate);
        var failed = await app.Services.GetRequiredService<Migrator>().RunAsync(default);
        await app.ProvisionSchedulesAsync();
        return failed == 0 ? 0 : 1;
    }

    private static async Task<int> ExportAsync(string path)
    {
        await using var app = Build(HostMode.Inspect);
        await OpenApiExport.RunAsync(app, path);
        return 0;
    }

    private static Task<int> Tell(string text, int exit = 0)
    {
        (exit == 0 ? Console.Out : Console.Error).WriteLine(text);
        return Task.FromResult(exit);
    }
}
