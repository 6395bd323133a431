using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Crm.Kernel.ChangeLog.Sealing;

/// <summary>An entry as a check sees it: its digest recomputed, and whether its values are those that were written, or none.</summary>
internal sealed record LoggedEntry(long Id, DateTimeOffset At, byte[] Digest, bool ValuesFit)
{
    private const string Columns = """
        select c.id, (extract(epoch from c.at) * 1000000)::bigint, c.actor, c.means, c.request_id, c.object, c.object_id, c.action, c.fields, c.version, c.values_digest,
            v.salt, v.before::text, v.after::text, v.context::text
        from kernel.changes c left join kernel.change_values v on v.change_id = c.id
        """;

    /// <summary>Those of the chain after the one id and up to the other, in order.</summary>
    public static async IAsyncEnumerable<LoggedEntry> ReadAsync(
        NpgsqlConnection connection, Guid chain, LogSource source, long after, long till, [EnumeratorCancellation] CancellationToken ct)
    {
        var share = source is LogSource.Access ? "and c.tenant_id = $3" : "";
        await using var command = new NpgsqlCommand($"{Columns} where c.id > $1 and c.id <= $2 {share} order by c.id", connection) { CommandTimeout = 600 };
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = till });
        if (source is LogSource.Access) command.Parameters.Add(new() { Value = chain });
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) yield return Of(row);
    }

    private static LoggedEntry Of(NpgsqlDataReader row)
    {
        var (id, at, values) = (row.GetInt64(0), row.GetInt64(1), row.GetFieldValue<byte[]>(10));
        var text = new SealText().Part(id).Part(at).Part(row.GetString(2)).Part(row.GetString(3)).Part(Text(row, 4)).Part(row.GetString(5)).Part(Text(row, 6)).Part(row.GetString(7));
        var fields = row.GetFieldValue<string[]>(8);
        text.Part(fields.Length);
        foreach (var field in fields) text.Part(field);
        text.Part(row.IsDBNull(9) ? null : row.GetInt32(9).ToString()).Part(Convert.ToHexStringLower(values));
        return new(id, DateTimeOffset.UnixEpoch.AddTicks(at * TimeSpan.TicksPerMicrosecond), text.Digest(), row.IsDBNull(11) || Fits(row, values));
    }

    private static bool Fits(NpgsqlDataReader row, byte[] digest)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(row.GetFieldValue<byte[]>(11));
        hash.AppendData(Encoding.UTF8.GetBytes($"{Text(row, 12)}\n{Text(row, 13)}\n{Text(row, 14)}"));
        return hash.GetHashAndReset().AsSpan().SequenceEqual(digest);
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
