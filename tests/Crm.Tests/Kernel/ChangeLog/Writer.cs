using Npgsql;

namespace Crm.Tests.Kernel.ChangeLog;

/// <summary>A transaction that has drawn ids as soon as it writes: with the door open entries are written at once, not at commit.</summary>
internal sealed class Writer : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;

    private Writer(NpgsqlConnection connection, NpgsqlTransaction transaction) => (this.connection, this.transaction) = (connection, transaction);

    public static async Task<Writer> BeginAsync(NpgsqlDataSource source, bool door = true)
    {
        var connection = await source.OpenConnectionAsync();
        var writer = new Writer(connection, await connection.BeginTransactionAsync());
        if (door) await writer.DoAsync("set local crm.set_based = 'on'");
        return writer;
    }

    public async Task<string> WriteAsync()
    {
        var id = Guid.CreateVersion7().ToString();
        await DoAsync($$"""insert into people.mt_doc_person (id, data, mt_version) values ('{{id}}', '{"name": "Someone"}', 1)""");
        return id;
    }

    public async Task DoAsync(string sql) => await ScalarAsync(sql);

    public async Task<object?> ScalarAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        return await command.ExecuteScalarAsync();
    }

    public Task<object?> MarkAsync() => ScalarAsync("select (objid::bigint) from pg_locks where pid = pg_backend_pid() and locktype = 'advisory'");

    public Task CommitAsync() => transaction.CommitAsync();

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
