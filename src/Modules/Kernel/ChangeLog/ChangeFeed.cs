using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Kernel.Merging;
using Marten;
using Npgsql;

namespace Crm.Kernel.ChangeLog;

/// <summary>Reads a database's change log in an order that never skips a transaction still in flight. The connection must be to the primary, in READ COMMITTED.</summary>
public static class ChangeFeed
{
    /// <summary>The entries after a position, in one roundtrip.</summary>
    public static async Task<ChangePage> ReadAsync(NpgsqlConnection connection, long since, int limit, CancellationToken ct)
    {
        await using var command = Command(connection, "select * from kernel.read_changes($1, $2)", since, limit);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var changes = new List<Change>();
        while (await reader.ReadAsync(ct)) changes.Add(Entry(reader));
        return new(changes, changes.Count == 0 ? since : changes[^1].Id, changes.Count == limit);
    }

    /// <summary>What has changed in a record since a client saw that version of it.</summary>
    public static async Task<IReadOnlyList<string>> FieldsChangedSinceAsync(
        NpgsqlConnection connection, string objectType, string objectId, int version, CancellationToken ct)
    {
        await using var command = Command(connection, """
            select coalesce(array_agg(distinct field order by field), '{}')
            from kernel.changes, unnest(fields) as field
            where object = $1 and object_id = $2 and version > $3
            """, objectType, objectId, version);
        return (string[])(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>What one change of a record was, by the version it had then; null if it is not known any more.</summary>
    public static async Task<ValuesOfChange?> ValuesAtAsync(IQuerySession session, string objectType, Guid objectId, int version, CancellationToken ct) =>
        (await session.AdvancedSql.QueryAsync<ValuesOfChange>("""
            select jsonb_build_object('before', coalesce(v.before, '{}'), 'after', coalesce(v.after, '{}'))
            from kernel.changes c join kernel.change_values v on v.change_id = c.id
            where c.object = ? and c.object_id = ? and c.version = ? and c.action = 'updated'
            """, ct, objectType, objectId.ToString(), version)).SingleOrDefault();

    /// <summary>The same for one change of each of several records; what is not known any more is left out.</summary>
    public static async Task<IReadOnlyDictionary<Guid, ValuesOfChange>> ValuesAtAsync(IQuerySession session, string objectType, IReadOnlyList<ChangedByMerge> changes, CancellationToken ct) =>
        (await session.AdvancedSql.QueryAsync<ValuesOfRecord>("""
            select jsonb_build_object('record', c.object_id, 'values', jsonb_build_object('before', coalesce(v.before, '{}'), 'after', coalesce(v.after, '{}')))
            from unnest(?::text[], ?::int[]) as w(id, version)
            join kernel.changes c on c.object = ? and c.object_id = w.id and c.version = w.version and c.action = 'updated'
            join kernel.change_values v on v.change_id = c.id
            """, ct, changes.Select(c => c.Id.ToString()).ToArray(), changes.Select(c => c.Version).ToArray(), objectType)).ToDictionary(c => c.Record, c => c.Values);

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }

    private static Change Entry(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1), row.GetString(2), row.GetString(3), Text(row, 4), row.GetString(5), Text(row, 6),
        row.GetString(7), row.GetFieldValue<string[]>(8), row.IsDBNull(9) ? null : row.GetInt32(9), Json(row, 10), Json(row, 11), Json(row, 12));

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static JsonElement? Json(NpgsqlDataReader row, int column) => Text(row, column) is { } json ? JsonElement.Parse(json) : null;
}

/// <summary>The members that a change changed.</summary>
public sealed record ValuesOfChange(JsonObject Before, JsonObject After);

internal sealed record ValuesOfRecord(Guid Record, ValuesOfChange Values);
