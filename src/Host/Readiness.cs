using Crm.Kernel.Control;
using Crm.Tenancy;
using Dapper;
using Npgsql;

namespace Crm.Host;

/// <summary>Whether this node should be sent requests. What was found holds for a second, so that asking often costs nothing.</summary>
internal sealed class Readiness(ControlDatabase control, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<Readiness> log) : IDisposable
{
    public const string Fine = "ok";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly SemaphoreSlim turn = new(1, 1);
    private (string Database, string Migrations) found;
    private long? foundAt;

    /// <summary>Hosted parts, Wolverine among them, have all started once the application counts as started.</summary>
    private string Node => lifetime switch
    {
        { ApplicationStopping.IsCancellationRequested: true } => "stopping",
        { ApplicationStarted.IsCancellationRequested: false } => "starting",
        _ => Fine,
    };

    public async Task<IReadOnlyDictionary<string, string>> CheckAsync()
    {
        await turn.WaitAsync();
        try
        {
            if (foundAt is not { } at || clock.GetElapsedTime(at) > TimeSpan.FromSeconds(1)) (found, foundAt) = (await LookAsync(), clock.GetTimestamp());
            return new Dictionary<string, string> { ["node"] = Node, ["controlDatabase"] = found.Database, ["migrations"] = found.Migrations };
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task<(string Database, string Migrations)> LookAsync()
    {
        using var limit = new CancellationTokenSource(Patience, clock);
        try
        {
            await using var connection = await control.Lookups.OpenConnectionAsync(limit.Token);
            var schema = await connection.ExecuteScalarAsync<int?>(new CommandDefinition("select max(schema) from catalog.releases", cancellationToken: limit.Token));
            return (Fine, schema >= Release.Schema ? Fine : $"at {schema ?? 0} instead of {Release.Schema}");
        }
        catch (PostgresException missing) when (missing.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.InvalidCatalogName)
        {
            return (Fine, "never run");
        }
        catch (Exception away) when (away is NpgsqlException or OperationCanceledException or TimeoutException)
        {
            log.LogWarning("Not ready: the control database does not answer ({Reason})", away.Message);
            return ("does not answer", "unknown");
        }
    }
}
