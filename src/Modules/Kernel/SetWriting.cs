using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Crm.Kernel.ChangeLog;
using JasperFx;
using Marten;
using Npgsql;
using NpgsqlTypes;

namespace Crm.Kernel;

/// <summary>
/// The door for writes of many rows: one statement writes all of a kind at once, in the session's transaction, and one more their entries of the change log. What is written here
/// is no pending change of the session, so its guard does not see it: whoever writes has held it against the rights.
/// </summary>
public static class SetWriting
{
    private static readonly ConcurrentDictionary<Type, SetTable> Tables = new();

    /// <summary>A statement in the session's transaction.</summary>
    internal static async Task ExecuteAsync(this IDocumentSession session, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, session.Connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>New documents, at their first revision. One whose id is taken fails, and all with it.</summary>
    public static async Task InsertSetAsync<T>(this IDocumentSession session, IReadOnlyCollection<T> documents, CancellationToken ct) where T : notnull
    {
        if (documents.Count == 0) return;
        var (connection, table) = await OpenAsync<T>(session, ct);
        await table.CopyAsync(connection, session.DocumentStore.Options.Serializer(), documents, ct);
        await ShutAsync(connection, ct);
    }

    /// <summary>New documents, except those that are there, or clash with one that is. One that was there before, and says its revision, goes on from it.</summary>
    public static Task<int> InsertMissingAsync<T>(this IDocumentSession session, IReadOnlyCollection<T> documents, CancellationToken ct) where T : notnull =>
        WriteAsync(session, documents, table => $"insert into {table.Name} ({table.All}) select {table.All} from json_populate_recordset(null::{table.Name}, $1) on conflict do nothing", document => document is Resource { Version: var last } ? last + 1 : 1, ct);

    /// <summary>The next revision of documents that were loaded. Fails if one of them was changed since.</summary>
    public static Task UpdateSetAsync<T>(this IDocumentSession session, IReadOnlyCollection<T> documents, CancellationToken ct) where T : Resource =>
        ReviseAsync(session, documents, "", "not t.mt_deleted", ct);

    /// <summary>The same of documents that lie in the trash, and stay there.</summary>
    public static Task UpdateTrashedSetAsync<T>(this IDocumentSession session, IReadOnlyCollection<T> documents, CancellationToken ct) where T : Resource =>
        ReviseAsync(session, documents, "", "t.mt_deleted", ct);

    /// <summary>The next revision of documents that were loaded, in the trash. Fails if one of them was changed since.</summary>
    public static Task TrashSetAsync<T>(this IDocumentSession session, IReadOnlyCollection<T> documents, CancellationToken ct) where T : Resource =>
        ReviseAsync(session, documents, "mt_deleted = true, mt_deleted_at = transaction_timestamp(), ", "not t.mt_deleted", ct);

    /// <summary>The next revision of documents that were loaded, out of the trash. Fails if one of them was changed since.</summary>
    public static Task RestoreSetAsync<T>(this IDocumentSession session, IReadOnlyCollection<T> documents, CancellationToken ct) where T : Resource =>
        ReviseAsync(session, documents, "mt_deleted = false, mt_deleted_at = null, ", "t.mt_deleted", ct);

    private static async Task ReviseAsync<T>(IDocumentSession session, IReadOnlyCollection<T> documents, string and, string where, CancellationToken ct) where T : Resource
    {
        var written = await WriteAsync(session, documents, table =>
            $"update {table.Name} t set {and}{string.Join(", ", table.Columns.Where(c => c != "id").Select(c => $"{c} = x.{c}"))}, mt_last_modified = transaction_timestamp() "
            + $"from json_populate_recordset(null::{table.Name}, $1) x where t.id = x.id and t.mt_version = x.mt_version - 1 and {where}", document => document.Version + 1, ct);
        if (written != documents.Count) throw new ConcurrencyException($"{documents.Count - written} of {documents.Count} were changed meanwhile.", typeof(T), documents.First().Id);
    }

    /// <summary>Documents whose ids are texts, such as claims.</summary>
    public static Task DeleteSetAsync<T>(this IDocumentSession session, IReadOnlyCollection<string> ids, CancellationToken ct) where T : notnull => DeleteAsync<T, string>(session, ids, ct);

    /// <summary>Documents for good, not into the trash.</summary>
    public static Task DeleteSetAsync<T>(this IDocumentSession session, IReadOnlyCollection<Guid> ids, CancellationToken ct) where T : notnull => DeleteAsync<T, Guid>(session, ids, ct);

    private static async Task DeleteAsync<T, TId>(IDocumentSession session, IReadOnlyCollection<TId> ids, CancellationToken ct) where T : notnull
    {
        if (ids.Count == 0) return;
        var (connection, table) = await OpenAsync<T>(session, ct);
        await using var command = new NpgsqlCommand($"delete from {table.Name} where id = any($1)", connection) { Parameters = { new() { Value = ids.ToArray() } } };
        await command.ExecuteNonQueryAsync(ct);
        await ShutAsync(connection, ct);
    }

    private static async Task<int> WriteAsync<T>(IDocumentSession session, IReadOnlyCollection<T> documents, Func<SetTable, string> sql, Func<T, int> version, CancellationToken ct) where T : notnull
    {
        if (documents.Count == 0) return 0;
        var (connection, table) = await OpenAsync<T>(session, ct);
        await using var command = new NpgsqlCommand(sql(table), connection) { Parameters = { new() { Value = table.Rows(session, documents, version), NpgsqlDbType = NpgsqlDbType.Json } } };
        var written = await command.ExecuteNonQueryAsync(ct);
        await ShutAsync(connection, ct);
        return written;
    }

    /// <summary>Tells the change log who writes, and that sets come.</summary>
    private static async Task<(NpgsqlConnection Connection, SetTable Table)> OpenAsync<T>(IDocumentSession session, CancellationToken ct) where T : notnull
    {
        await session.BeginTransactionAsync(ct);
        // Marten commits nothing where nothing is pending, not even a transaction that was begun.
        session.QueueSqlCommand("set local crm.set_based = 'off'");
        var (connection, origin) = (session.Connection!, ChangeOrigin.Current);
        if (!Tables.TryGetValue(typeof(T), out var table)) Tables[typeof(T)] = table = await SetTable.ReadAsync(session.DocumentStore.Options.Schema.For<T>(), typeof(T), connection, ct);
        await using var command = new NpgsqlCommand("select set_config('crm.actor', $1, true), set_config('crm.means', $2, true), set_config('crm.request', $3, true), set_config('crm.context', $4, true), set_config('crm.set_based', 'on', true)", connection)
        {
            Parameters = { new() { Value = session.LastModifiedBy ?? "system" }, new() { Value = origin.Means }, new() { Value = session.CorrelationId ?? "" }, new() { Value = origin.Context ?? "" } },
        };
        await command.ExecuteNonQueryAsync(ct);
        return (connection, table);
    }

    private static async Task ShutAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select set_config('crm.set_based', 'off', true)", connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}

/// <summary>A document's table: what Marten duplicates beside the document is told by columns that are named after members.</summary>
/// <param name="Members">Columns beside the document, and what they hold.</param>
internal sealed record SetTable(string Name, IReadOnlyList<string> Columns, IReadOnlyList<(string Column, string Type, Func<object, object?> Value)> Members)
{
    // Marten's own; the others have defaults.
    private static readonly HashSet<string> Own = ["id", "data", "mt_version", "mt_dotnet_type"];

    private readonly Dictionary<string, (string Type, Func<object, object?> Value)> members = Members.ToDictionary(m => m.Column, m => (m.Type, m.Value));

    public string All => string.Join(", ", Columns);

    public static async Task<SetTable> ReadAsync(string name, Type type, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select attname::text, format_type(atttypid, atttypmod) from pg_attribute where attrelid = $1::text::regclass and attnum > 0 and not attisdropped and (attname <> 'mt_version' or atttypid <> 'uuid'::regtype) order by attnum", connection) { Parameters = { new() { Value = name } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var (columns, members) = (new List<string>(), new List<(string, string, Func<object, object?>)>());
        while (await reader.ReadAsync(ct))
        {
            var column = reader.GetString(0);
            if (!Own.Contains(column))
            {
                if (column.StartsWith("mt_", StringComparison.Ordinal)) continue;
                var member = type.GetProperties().SingleOrDefault(p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name) == column) ?? throw new InvalidOperationException($"{type.Name} has no member for the column {column}.");
                members.Add((column, reader.GetString(1), member.GetValue));
            }
            columns.Add(column);
        }
        return new(name, columns, members);
    }

    /// <summary>New rows, at their first revision: each is made while those before it are being written.</summary>
    public async Task CopyAsync<T>(NpgsqlConnection connection, ISerializer serializer, IReadOnlyCollection<T> documents, CancellationToken ct) where T : notnull
    {
        var id = typeof(T).GetProperty("Id")!;
        await using var copy = await connection.BeginBinaryImportAsync($"copy {Name} ({All}) from stdin (format binary)", ct);
        foreach (var document in documents)
        {
            await copy.StartRowAsync(ct);
            foreach (var column in Columns)
                await (column switch
                {
                    "id" => copy.WriteAsync(id.GetValue(document), ct),
                    "data" => copy.WriteAsync(serializer.ToJson(document), NpgsqlDbType.Jsonb, ct),
                    "mt_version" => copy.WriteAsync(1, ct),
                    "mt_dotnet_type" => copy.WriteAsync(typeof(T).FullName, ct),
                    _ => members[column].Value(document) is { } value ? copy.WriteAsync(value, members[column].Type, ct) : copy.WriteNullAsync(ct),
                });
        }
        await copy.CompleteAsync(ct);
    }

    /// <summary>All rows as one JSON list.</summary>
    public string Rows<T>(IDocumentSession session, IReadOnlyCollection<T> documents, Func<T, int> version) where T : notnull
    {
        var serializer = session.DocumentStore.Options.Serializer();
        var (buffer, id, versioned) = (new System.Buffers.ArrayBufferWriter<byte>(documents.Count * 2048), typeof(T).GetProperty("Id")!, Columns.Contains("mt_version"));
        using (var json = new Utf8JsonWriter(buffer, new() { SkipValidation = true }))
        {
            json.WriteStartArray();
            foreach (var document in documents)
            {
                json.WriteStartObject();
                json.WriteString("id", id.GetValue(document)!.ToString());
                json.WritePropertyName("data");
                json.WriteRawValue(serializer.ToJson(document), skipInputValidation: true);
                if (versioned) json.WriteNumber("mt_version", version(document));
                json.WriteString("mt_dotnet_type", typeof(T).FullName);
                foreach (var (column, _, value) in Members)
                {
                    json.WritePropertyName(column);
                    JsonSerializer.Serialize(json, value(document));
                }
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
