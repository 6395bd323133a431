using System.Security.Cryptography;
using Crm.Kernel;
using Npgsql;

namespace Crm.Tenancy.Migrations;

/// <summary>How the host signs in to the control database: a role of its own, whose password every node derives from the master key.</summary>
public static class ControlLogin
{
    public static string Password(CrmSettings settings) =>
        Convert.ToHexString(HKDF.DeriveKey(HashAlgorithmName.SHA256, Convert.FromBase64String(settings.MasterKey), 32, info: "crm control role"u8.ToArray()));

    public static string For(CrmSettings settings) => new NpgsqlConnectionStringBuilder(settings.Postgres)
    {
        Database = settings.ControlDatabase,
        Username = settings.ControlRole,
        Password = Password(settings),
        MaxPoolSize = 24,
        Timeout = 5,
        CommandTimeout = 30,
        ApplicationName = "crm control",
    }.ConnectionString;
}
