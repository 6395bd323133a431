using Npgsql;

namespace Crm.Benchmarks.Servers;

/// <summary>The PostgreSQL server as its administrator sees it, and the databases and roles of this run, dropped at the end.</summary>
internal sealed class Cluster(string administrator) : IAsyncDisposable
{
    public string Prefix { get; } = $"crm_bench_{Guid.CreateVersion7():n}"[..10] + Guid.CreateVersion7().ToString("n")[^8..];

    public string Connection(string database) => new NpgsqlConnectionStringBuilder(administrator) { Database = database, Pooling = false }.ConnectionString;

    /// <summary>Pooled, for a server that is measured.</summary>
    public string Pool(string database) => new NpgsqlConnectionStringBuilder(administrator) { Database = database, MaxPoolSize = 16 }.ConnectionString;

    public Task ExecuteAsync(string sql, CancellationToken ct) => ExecuteAsync("postgres", sql, ct);

    public async Task ExecuteAsync(string database, string sql, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(Connection(database));
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string database, string sql, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(Connection(database));
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var values = new List<T>();
        while (await reader.ReadAsync(ct)) values.Add(await reader.GetFieldValueAsync<T>(0, ct));
        return values;
    }

    public async Task<string> VersionAsync(CancellationToken ct) => (await QueryAsync<string>("postgres", "select current_setting('server_version')", ct))[0];

    /// <summary>Transactions of all databases of this run since they were made, control database included.</summary>
    public async Task<long> TransactionsAsync(CancellationToken ct) => (await QueryAsync<long>("postgres",
        $"select coalesce(sum(xact_commit + xact_rollback), 0)::bigint from pg_stat_database where starts_with(datname, '{Prefix}')", ct))[0];

    public async Task<long> ConnectionsAsync(CancellationToken ct) => (await QueryAsync<long>("postgres",
        $"select count(*) from pg_stat_activity where starts_with(datname, '{Prefix}')", ct))[0];

    public async ValueTask DisposeAsync()
    {
        foreach (var database in await QueryAsync<string>("postgres", $"select datname from pg_database where starts_with(datname, '{Prefix}')", default))
            await ExecuteAsync($"drop database if exists {database} with (force)", default);
        foreach (var role in await QueryAsync<string>("postgres", $"select rolname from pg_roles where starts_with(rolname, '{Prefix}')", default))
            await ExecuteAsync($"drop role {role}", default);
    }
}
