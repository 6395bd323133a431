using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Tenancy;
using Crm.Tenancy.Migrations;
using Crm.Tenancy.Sessions;
using JasperFx;
using JasperFx.MultiTenancy;
using Marten;
using Weasel.Core;
using Wolverine.Marten;

namespace Crm.Host;

/// <summary>The control database by Npgsql, tenants' documents by Marten, and the tenant-bound session that slices are given.</summary>
internal static class Storage
{
    public const string EnvelopeSchema = "wolverine";

    public static void AddStorage(this WebApplicationBuilder builder, CrmSettings settings, HostMode mode)
    {
        var (services, migrating) = (builder.Services, mode is HostMode.Migrate);
        // Only the migrator may change definitions; whoever serves requests signs in with fewer rights.
        var login = migrating ? new AdministratorConnections(settings).For(settings.ControlDatabase) : ControlLogin.For(settings);
        var control = new ControlDatabase(login);
        services.AddSingleton(control).AddScoped<ControlSession>().AddScoped<Outbox>();

        services.AddSingleton<IConfigureMarten, TenantStore>();
        services.AddMarten(o =>
            {
                o.AutoCreateSchemaObjects = AutoCreate.None;
                o.TenantIdStyle = TenantIdStyle.ForceLowerCase;
                o.DisableNpgsqlLogging = true;
                o.UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase);
                foreach (var module in Modules.All) module.Documents(o);
            })
            .UseLightweightSessions()
            .IntegrateWithWolverine(o =>
            {
                o.MessageStorageSchemaName = EnvelopeSchema;
                o.MasterDataSource = control.Source;
                o.AutoCreate = migrating ? AutoCreate.CreateOrUpdate : AutoCreate.None;
            });
        services.AddScoped(s => s.GetRequiredService<TenantBinding>().Open());
        services.AddAwakeTenants(serving: mode is HostMode.Serve);
    }

    private sealed class TenantStore : IConfigureMarten
    {
        public void Configure(IServiceProvider services, StoreOptions options)
        {
            options.Tenancy = ActivatorUtilities.CreateInstance<CatalogTenancy>(services, options);
            options.Listeners.Add(ActivatorUtilities.CreateInstance<BeforeCommit>(services));
        }
    }
}
