using Dapper;
using Npgsql;
using Wolverine.Persistence.Durability;
using Wolverine.RDBMS;
using Wolverine.Runtime;

namespace Crm.Kernel.Control;

/// <summary>
/// The one door to the control database: a transaction that opens with the first statement, and messages, bound to no tenant,
/// that go out if it commits. In a request the house commits; elsewhere call <see cref="CommitAsync"/>.
/// </summary>
public sealed class ControlSession(ControlDatabase database, IWolverineRuntime runtime) : IAsyncDisposable, IDisposable
{
    private NpgsqlConnection? connection;
    private NpgsqlTransaction? transaction;
    private MessageContext? messages;

    public bool IsOpen => transaction is not null;

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null, CancellationToken ct = default) =>
        (await (await OpenAsync(ct)).QueryAsync<T>(new CommandDefinition(sql, parameters, transaction, cancellationToken: ct))).AsList();

    public async Task<T?> FirstAsync<T>(string sql, object? parameters = null, CancellationToken ct = default) =>
        await (await OpenAsync(ct)).QueryFirstOrDefaultAsync<T>(new CommandDefinition(sql, parameters, transaction, cancellationToken: ct));

    public async Task<int> ExecuteAsync(string sql, object? parameters = null, CancellationToken ct = default) =>
        await (await OpenAsync(ct)).ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: ct));

    /// <summary>Stores the message in this transaction.</summary>
    public async Task PublishAsync<TMessage>(TMessage message, CancellationToken ct = default)
    {
        await OpenAsync(ct);
        await Messages().PublishAsync(message);
    }

    /// <summary>Stores the message in this transaction, to be handled at that time.</summary>
    public async Task ScheduleAsync<TMessage>(TMessage message, DateTimeOffset at, CancellationToken ct = default)
    {
        await OpenAsync(ct);
        await Messages().PublishAsync(message, new Wolverine.DeliveryOptions { ScheduledTime = at });
    }

    public async Task CommitAsync(CancellationToken ct = default)
    {
        if (transaction is null) return;
        await transaction.CommitAsync(ct);
        await CloseAsync();
        if (messages is not null) await messages.FlushOutgoingMessagesAsync();
        messages = null;
    }

    /// <summary>Gives up what was done since the last commit.</summary>
    public async Task RollbackAsync()
    {
        // Not by a statement, which would fail where the server is gone and hide why.
        await CloseAsync();
        messages = null;
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    public void Dispose()
    {
        transaction?.Dispose();
        connection?.Dispose();
    }

    private MessageContext Messages()
    {
        if (messages is not null) return messages;
        var main = runtime.MainDatabase();
        messages = new MessageContext(runtime);
        messages.OverrideStorage((IMessageStore)main);
        messages.EnlistInOutbox(new DatabaseEnvelopeTransaction(main, transaction!));
        return messages;
    }

    private async ValueTask<NpgsqlConnection> OpenAsync(CancellationToken ct)
    {
        if (transaction is not null) return connection!;
        await CloseAsync();
        connection = await database.Source.OpenConnectionAsync(ct);
        transaction = await connection.BeginTransactionAsync(ct);
        return connection;
    }

    private async ValueTask CloseAsync()
    {
        if (transaction is not null) await transaction.DisposeAsync();
        if (connection is not null) await connection.DisposeAsync();
        (connection, transaction) = (null, null);
    }
}
