using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Kernel.Lists;
using Marten;

namespace Crm.Kernel.Assignment;

/// <summary>Asks conditions of a record that is not stored yet: PostgreSQL makes a row of its table from it, with every column that filters use, so that the answer is the one it would give of the stored one.</summary>
internal static class DraftRows
{
    /// <returns>Of each condition whether the record meets it.</returns>
    public static async Task<IReadOnlyList<bool>> MeetsAsync<T>(this IDocumentSession session, T record, IReadOnlyList<Condition> conditions, CancellationToken ct) where T : Resource
    {
        var sql = $"""
            select jsonb_build_object('meets', jsonb_build_array({string.Join(", ", conditions.Select(c => $"({c.Sql}) is true"))}))
            from jsonb_populate_record(null::{session.DocumentStore.Options.Schema.For<T>()}, ?::jsonb) as d
            """;
        return (await session.AdvancedSql.QueryAsync<Met>(sql, ct, [.. conditions.SelectMany(c => c.Values), Row(session, record)]))[0].Meets;
    }

    // Columns beside the document are called as its members are; whatever is no column is left out.
    private static string Row<T>(IDocumentSession session, T record) where T : Resource
    {
        var row = new JsonObject();
        foreach (var member in typeof(T).GetProperties().Where(p => p.GetMethod is { IsStatic: false }))
            row[JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name)] = JsonSerializer.SerializeToNode(member.GetValue(record), member.PropertyType, Http.Json.Options);
        (row["data"], row["mt_deleted"], row["mt_version"]) = (JsonNode.Parse(session.DocumentStore.Options.Serializer().ToJson(record)), record.Deleted, record.Version);
        return row.ToJsonString();
    }

    private sealed record Met(IReadOnlyList<bool> Meets);
}
