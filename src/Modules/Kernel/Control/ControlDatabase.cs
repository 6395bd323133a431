using System.Data;
using Dapper;
using Npgsql;

namespace Crm.Kernel.Control;

/// <summary>The control database, opened as the host's own role: data, no schema changes.</summary>
public sealed class ControlDatabase(string connectionString) : IAsyncDisposable
{
    static ControlDatabase()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new UtcTimes());
    }

    /// <summary>For units of work.</summary>
    public NpgsqlDataSource Source { get; } = Build(connectionString, "control");

    /// <summary>
    /// For short reads of what nodes remember, which are often made while the caller's unit of work already holds a connection: from one pool, as many
    /// units of work as it has connections would wait for each other for ever.
    /// </summary>
    public NpgsqlDataSource Lookups { get; } = Build(new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 8 }.ConnectionString, "control lookups");

    /// <summary>With the password, which <see cref="NpgsqlDataSource.ConnectionString"/> drops.</summary>
    public string ConnectionString => connectionString;

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await Lookups.DisposeAsync();
    }

    private static NpgsqlDataSource Build(string connectionString, string name) => new NpgsqlDataSourceBuilder(connectionString) { Name = name }.Build();

    /// <summary>Npgsql reads <c>timestamptz</c> as a UTC <see cref="DateTime"/>; the house speaks <see cref="DateTimeOffset"/>.</summary>
    private sealed class UtcTimes : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) => new((DateTime)value, TimeSpan.Zero);
        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) => parameter.Value = value.ToUniversalTime();
    }
}
