using Crm.Kernel;
using Crm.Tenancy.Catalog;
using Npgsql;

namespace Crm.Tenancy.Sessions;

/// <summary>How this process signs in to a tenant's database: as the tenant's own role, or, when migrating, as the administrator.</summary>
public sealed class TenantLogins(CrmSettings settings, Secrets secrets)
{
    public const string SecretPurpose = "tenant.password";

    /// <summary>The migrator changes schemas, which a tenant's role may not.</summary>
    public bool AsAdministrator { get; set; }

    public string For(TenantRow row)
    {
        var login = new NpgsqlConnectionStringBuilder(settings.Postgres)
        {
            Host = row.Host,
            Port = row.Port,
            Database = row.Database,
            MinPoolSize = 0,
            MaxPoolSize = settings.Awake.PoolSize,
            ConnectionIdleLifetime = 15,
            ConnectionPruningInterval = 5,
            Timeout = 5,
            CommandTimeout = 30,
            // The same few statements again and again: PostgreSQL parses each once per connection.
            MaxAutoPrepare = 60,
            AutoPrepareMinUsages = 2,
            // Nothing is left behind in a session, whose settings and locks end with their transaction; cleaning it up would cost as much as reading a document.
            NoResetOnClose = true,
            ApplicationName = "crm",
        };
        if (!AsAdministrator) (login.Username, login.Password) = (row.Role, secrets.Open(SecretPurpose, row.SealedPassword));
        return login.ConnectionString;
    }
}
