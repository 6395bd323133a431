using Crm.Host.Demo;
using Crm.Host.OpenApi;
using Crm.Kernel;
using Crm.Tenancy.Migrations;
using JasperFx;

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
          problems              prints the catalogue of problems, for docs/errors
          codegen write         writes the handlers' code ahead of time
          demo                  signs the company acme up at CRM_URL and fills it
          signups               lists, retries or cancels signups
          dead-letters          lists or replays messages that could not be handled
          keys                  lists, rotates or revokes the keys that sign access tokens
          operators             lists, adds or disables those who run the service

        Settings are environment variables, CRM_POSTGRES first of all: see docs/operating.md.
        """;

    public static Task<int> RunAsync(string[] args) => args switch
    {
        ["--help" or "-h" or "help", ..] => Tell(Help),
        [] or ["serve"] => ServeAsync(),
        ["serve", "--help"] => Tell("Usage: Crm.Host serve\nAnswers requests at CRM_URL until SIGTERM or Ctrl-C."),
        ["migrate"] => MigrateAsync(),
        ["migrate", "--help"] => Tell("Usage: Crm.Host migrate\nSafe to repeat. A tenant that fails is logged, answers 503 and stops nobody; the next run tries it again."),
        ["health"] => HealthProbe.RunAsync(),
        ["health", "--help"] => Tell("Usage: Crm.Host health\nExit code 0 if /health/ready of CRM_MANAGEMENT_URL says so."),
        ["problems"] => Tell(ProblemCatalogue.Markdown().TrimEnd()),
        ["problems", "--help"] => Tell("Usage: Crm.Host problems\nPrints docs/errors/README.md; a test compares the two."),
        ["openapi", "--help"] => Tell("Usage: Crm.Host openapi PATH\nThe bytes are those that the host serves at /openapi/v1.json."),
        ["openapi", var path] => ExportAsync(path),
        ["codegen", "--help"] => Tell("Usage: Crm.Host codegen write\nRun it in src/Host after handlers have changed, and commit what it writes to Internal/Generated."),
        ["codegen", "write"] => CodegenAsync(),
        ["demo"] => DemoAsync(),
        ["demo", "--help"] => Tell("Usage: Crm.Host demo\nSigns the company acme up at CRM_URL, through its API, and fills it with contacts. Needs mail files, so development."),
        ["signups", "--help"] => Tell(SignupsVerb.Help),
        ["signups", .. var rest] => InspectAsync(app => SignupsVerb.RunAsync(app, rest)),
        ["dead-letters", "--help"] => Tell(DeadLettersVerb.Help),
        ["dead-letters", .. var rest] => InspectAsync(app => DeadLettersVerb.RunAsync(app, rest)),
        ["keys", "--help"] => Tell(KeysVerb.Help),
        ["keys", .. var rest] => InspectAsync(app => KeysVerb.RunAsync(app, rest)),
        ["operators", "--help"] => Tell(OperatorsVerb.Help),
        ["operators", .. var rest] => InspectAsync(app => OperatorsVerb.RunAsync(app, rest)),
        _ => Tell($"There is no verb \"{string.Join(' ', args)}\".\n\n{Help}", exit: 2),
    };

    /// <param name="offline">Neither a server nor a key is needed.</param>
    private static WebApplication Build(HostMode mode, bool offline = false)
    {
        // Settings are read once: nothing is to watch every file below the working directory for changes of them.
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        var settings = builder.AddSettings(offline);
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
        await app.Services.GetRequiredService<Migrator>().RunAsync(default);
        await app.ProvisionSchedulesAsync();
        return 0;
    }

    private static async Task<int> ExportAsync(string path)
    {
        await using var app = Build(HostMode.Inspect, offline: true);
        await OpenApiExport.RunAsync(app, path);
        return 0;
    }

    private static async Task<int> CodegenAsync()
    {
        await using var app = Build(HostMode.Inspect, offline: true);
        return await app.RunJasperFxCommands(["codegen", "write"]);
    }

    private static Task<int> DemoAsync() => DemoCompany.RunAsync(Settings.Read(new ConfigurationBuilder().AddEnvironmentVariables().Build(), offline: true), CancellationToken.None);

    private static async Task<int> InspectAsync(Func<WebApplication, Task<int>> act)
    {
        await using var app = Build(HostMode.Inspect);
        return await act(app);
    }

    private static Task<int> Tell(string text, int exit = 0)
    {
        (exit == 0 ? Console.Out : Console.Error).WriteLine(text);
        return Task.FromResult(exit);
    }
}
