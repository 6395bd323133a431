using System.Security.Cryptography;
using Crm.Kernel;
using Dapper;
using Npgsql;

namespace Crm.Tests.Support;

/// <summary>Databases and files that belong to one host of the tests, and their removal.</summary>
internal static class TestSettings
{
    public static string Postgres => Environment.GetEnvironmentVariable("CRM_POSTGRES")
        ?? throw new InvalidOperationException("CRM_POSTGRES is missing: run ./build/test, or export CRM_POSTGRES=\"$(./build/postgres start)\".");

    public static CrmSettings For(string prefix) => new()
    {
        Postgres = Postgres,
        ControlDatabase = prefix + "_control",
        TemplateDatabase = prefix + "_template",
        TenantPrefix = prefix + "_t_",
        Url = new("http://localhost:5080"),
        ManagementUrl = new("http://localhost:6080"),
        WebUrl = new("http://localhost:5080"),
        Local = Directory.CreateTempSubdirectory("crm-test-").FullName,
        MasterKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        Development = true,
        Limits = new() { Signups = 100_000, Logins = 100_000, Codes = 100_000, Refreshes = 100_000, Links = 100_000, Invitations = 100_000, PerAccount = 100_000, PerToken = 1_000_000, PerTenant = 1_000_000 },
    };

    public static async Task DropAsync(string prefix, string? postgres = null)
    {
        await using var connection = new NpgsqlConnection(postgres ?? Postgres);
        await connection.OpenAsync();
        foreach (var database in await connection.QueryAsync<string>("select datname from pg_database where starts_with(datname, @prefix)", new { prefix }))
            await connection.ExecuteAsync($"drop database {database} with (force)");
        foreach (var role in await connection.QueryAsync<string>("select rolname from pg_roles where starts_with(rolname, @prefix)", new { prefix }))
            await connection.ExecuteAsync($"drop role {role}");
    }
}
