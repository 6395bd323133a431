using System.Data;
using Dapper;
using Npgsql;

namespace Crm.Kernel.Control;

/// <summary>The control database, opened as the host's own role: data, no schema changes.</summary>
public sealed class ControlDatabase(NpgsqlDataSource source, string connectionString) : IAsyncDisposable
{
    static ControlDatabase()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new UtcTimes());
    }

    public NpgsqlDataSource Source => source;

    /// <summary>With the password, which <see cref="NpgsqlDataSource.ConnectionString"/> drops.</summary>
    public string ConnectionString => connectionString;

    public ValueTask DisposeAsync() => source.DisposeAsync();

    /// <summary>Npgsql reads <c>timestamptz</c> as a UTC <see cref="DateTime"/>; the house speaks <see cref="DateTimeOffset"/>.</summary>
    private sealed class UtcTimes : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) => new((DateTime)value, TimeSpan.Zero);
        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) => parameter.Value = value.ToUniversalTime();
    }
}
