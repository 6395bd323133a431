using Crm.Kernel.ChangeLog;
using JasperFx;
using Marten;
using Npgsql;
using Weasel.Core;
using Xunit;

namespace Crm.Tests.Kernel.ChangeLog;

/// <summary>A database of its own with real Marten tables and the change log attached.</summary>
public sealed class ChangeLogDatabase : IAsyncLifetime
{
    private readonly NpgsqlConnectionStringBuilder settings = new(Environment.GetEnvironmentVariable("CRM_POSTGRES")
        ?? throw new InvalidOperationException("CRM_POSTGRES names no PostgreSQL server."))
    { Pooling = true, MaxPoolSize = 40 };

    private readonly string administrator;

    public ChangeLogDatabase()
    {
        administrator = settings.ConnectionString;
        settings.Database = $"crm_test_changes_{Guid.CreateVersion7():n}";
    }

    public string ConnectionString => settings.ConnectionString;
    public NpgsqlDataSource Source { get; private set; } = null!;
    public DocumentStore Store { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await CreateAsync();
        await RunAsync(".tenant.");
        await ExecuteAsync("select kernel.attach_change_logs(array['people.mt_doc_scratch'])");
    }

    /// <summary>The database with the documents' tables alone.</summary>
    public async Task CreateAsync()
    {
        await AdministerAsync($"create database {settings.Database} template template0");
        Source = NpgsqlDataSource.Create(ConnectionString);
        Store = DocumentStore.For(options =>
        {
            options.Connection(Source);
            options.DatabaseSchemaName = "people";
            options.UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase);
            options.AutoCreateSchemaObjects = AutoCreate.CreateOrUpdate;
            options.DisableNpgsqlLogging = true;
            options.Schema.For<Person>().SoftDeleted();
            options.Schema.For<Tag>();
            options.Schema.For<Scratch>();
        });
        await Store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
    }

    /// <summary>Runs the scripts that are for this kind of database, as the migrator does.</summary>
    public async Task RunAsync(string kind)
    {
        var assembly = typeof(ChangeFeed).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.Contains(".ChangeLog.") && n.Contains(kind)).Order(StringComparer.Ordinal))
        {
            using var script = new StreamReader(assembly.GetManifestResourceStream(name)!);
            await ExecuteAsync(await script.ReadToEndAsync());
        }
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task<IReadOnlyList<Change>> ChangesAsync(long since = 0)
    {
        await using var connection = await Source.OpenConnectionAsync();
        return (await ChangeFeed.ReadAsync(connection, since, 1000, TestContext.Current.CancellationToken)).Changes;
    }

    public async Task<IReadOnlyList<Change>> ChangesOfAsync(Guid id) => [.. (await ChangesAsync()).Where(c => c.ObjectId == id.ToString())];

    public async Task AdministerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(administrator);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 }; // dropping waits for a checkpoint, which takes its time on a busy machine
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Store.Dispose();
        await Source.DisposeAsync();
        await AdministerAsync($"drop database {settings.Database} with (force)");
    }
}
