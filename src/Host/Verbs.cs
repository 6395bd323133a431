using Crm.Kernel;
using Crm.Tenancy.Migrations;

namespace Crm.Host;

internal static class Verbs
{
    public static async Task<int> RunAsync(string[] args)
    {
        var local = Environment.GetEnvironmentVariable("CRM_LOCAL") ?? ".local";
        Directory.CreateDirectory(local);
        var url = new Uri(Environment.GetEnvironmentVariable("CRM_URL") ?? "http://localhost:5080");
        var settings = new CrmSettings { Postgres = Environment.GetEnvironmentVariable("CRM_POSTGRES")!, Url = url, ManagementUrl = url, WebUrl = url, Local = local, MasterKey = Convert.ToBase64String(new byte[32]), Development = true };
        var migrating = args is ["migrate", ..];
        var app = HostBuild.Build([], settings, migrating);
        if (migrating) return await app.Services.GetRequiredService<Migrator>().RunAsync(default);
        await app.RunAsync();
        return 0;
    }
}
