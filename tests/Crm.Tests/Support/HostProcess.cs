using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Crm.Kernel;
using Shouldly;
using Xunit;

namespace Crm.Tests.Support;

/// <summary>The product as an operator starts it: a process with databases, files and ports of its own.</summary>
public sealed class HostProcess : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly string prefix = $"crm_proc_{Guid.CreateVersion7().ToString("n")[^12..]}";
    private CrmSettings settings = null!;
    private Process? serving;

    public Uri Url { get; } = new($"http://127.0.0.1:{FreePort()}");
    public string Local => settings.Local;

    /// <summary>What the first migration wrote to its standard output.</summary>
    public string Migration { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        settings = TestSettings.For(prefix);
        var migration = Start("migrate");
        Migration = await migration.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await migration.WaitForExitAsync();
        migration.ExitCode.ShouldBe(0, Migration);

        serving = Start("serve");
        using var limit = new CancellationTokenSource(Patience);
        string? line;
        do line = await serving.StandardOutput.ReadLineAsync(limit.Token) ?? throw new ShouldAssertException("The host ended before it was ready.");
        while (!line.StartsWith("Crm is ready", StringComparison.Ordinal));
        _ = serving.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
    }

    public HttpClient Client() => new() { BaseAddress = Url, Timeout = Patience };

    /// <summary>Somebody who has signed a company up and logged in.</summary>
    public async Task<HttpClient> EnterAsync()
    {
        var (client, email, password) = (Client(), "olga@port.example", "correct horse battery staple");
        var signup = (await client.PostAsJsonAsync("/api/v1/signups", new { organization = "Port", slug = "port", fullName = "Olga Owner", email, password })).Headers.Location!;
        await client.PostAsJsonAsync($"{signup}/verification", new { token = await new Mailbox(Local).TokenAsync(email, "/verify") });
        while ((string?)(await client.GetFromJsonAsync<JsonObject>(signup))!["status"] != "ready") await Task.Delay(100);
        var login = await client.PostAsJsonAsync("/api/v1/auth/login", new { email, password });
        client.DefaultRequestHeaders.Authorization = new("Bearer", (string)(await login.Content.ReadFromJsonAsync<JsonObject>())!["accessToken"]!);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        serving?.Kill();
        if (serving is not null) await serving.WaitForExitAsync();
        await TestSettings.DropAsync(prefix);
        Directory.Delete(settings.Local, recursive: true);
    }

    private Process Start(string verb)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Crm.Host.dll"), verb])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = AppContext.BaseDirectory,
            Environment =
            {
                ["CRM_POSTGRES"] = settings.Postgres,
                ["CRM_CONTROL_DATABASE"] = settings.ControlDatabase,
                ["CRM_TEMPLATE_DATABASE"] = settings.TemplateDatabase,
                ["CRM_TENANT_PREFIX"] = settings.TenantPrefix,
                ["CRM_LOCAL"] = settings.Local,
                ["CRM_MASTER_KEY"] = settings.MasterKey,
                ["CRM_URL"] = Url.ToString(),
                ["CRM_MANAGEMENT_URL"] = $"http://127.0.0.1:{FreePort()}",
            },
        };
        return Process.Start(start)!;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
