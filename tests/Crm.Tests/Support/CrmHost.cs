using Alba;
using Crm.Host;
using Crm.Kernel;
using Crm.Tenancy.Migrations;
using Crm.Tests.Support.Sso;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(Crm.Tests.Support.CrmHost))]

namespace Crm.Tests.Support;

/// <summary>The whole product for all tests: one host in this process, on databases of its own on a real PostgreSQL server.</summary>
public sealed class CrmHost : IAsyncLifetime
{
    private readonly string prefix = $"crm_test_{Guid.CreateVersion7():n}"[..20] + Guid.CreateVersion7().ToString("n")[^6..];

    public CrmSettings Settings { get; private set; } = null!;
    public IAlbaHost Alba { get; private set; } = null!;
    public IServiceProvider Services => Alba.Services;
    public Mailbox Mail { get; private set; } = null!;
    public NameServerSimulator Names { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Settings = TestSettings.For(prefix) with { DnsServers = [Names.Address], OutboundAllow = [new() { Network = new(System.Net.IPAddress.Loopback, 32) }] };
        Mail = new(Settings.Local);
        await using (var migrating = Build(HostMode.Migrate))
        {
            await migrating.Services.GetRequiredService<Migrator>().RunAsync(TestContext.Current.CancellationToken);
            await migrating.ProvisionSchedulesAsync();
        }
        var builder = WebApplication.CreateSlimBuilder();
        Program.Add(builder, Settings, HostMode.Serve);
        Alba = await AlbaHost.For(builder, app => Program.Use(app, Settings));
    }

    /// <summary>A client as the outside has it: nothing is sent along that the test does not say.</summary>
    public HttpClient Client() => Alba.Server.CreateClient();

    /// <summary>Signs a company up as anybody would, and logs its owner in.</summary>
    public async Task<Company> SignUpAsync(string? slug = null) => await Company.SignUpAsync(this, slug ?? $"t{Guid.CreateVersion7():n}"[..6] + Guid.CreateVersion7().ToString("n")[^10..]);

    /// <summary>An administrator's connection, to look behind the product's back.</summary>
    public async Task<NpgsqlConnection> AdministratorAsync(string? database = null)
    {
        var connection = new NpgsqlConnection(new AdministratorConnections(Settings).For(database ?? Settings.ControlDatabase));
        await connection.OpenAsync();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        await Alba.DisposeAsync();
        await Names.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await TestSettings.DropAsync(prefix);
        Directory.Delete(Settings.Local, recursive: true);
    }

    private WebApplication Build(HostMode mode)
    {
        var builder = WebApplication.CreateSlimBuilder();
        Program.Add(builder, Settings, mode);
        var app = builder.Build();
        Program.Use(app, Settings);
        return app;
    }
}
