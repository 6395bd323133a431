using System.Globalization;
using System.Text.Json.Nodes;
using Crm.Benchmarks.Servers;
using Npgsql;

namespace Crm.Benchmarks.Cases;

/// <summary>The contacts that both servers hold.</summary>
internal static class Contacts
{
    /// <summary>Every fourth contact is in it.</summary>
    public const string Stage = "customer";

    /// <summary>A name that no other number has.</summary>
    public static string Name(int number) => "Hopper" + string.Concat(number.ToString(CultureInfo.InvariantCulture).Select(digit => (char)('a' + digit - '0')));

    public static object Body(string email, string lastName = "Hopper") => new
    {
        firstName = "Grace",
        lastName,
        jobTitle = "Rear admiral",
        source = "bench",
        tags = new[] { "navy", "press" },
        emails = new[] { new { address = email, label = "work" } },
        phones = new[] { new { number = "+49 30 901820", label = "work" } },
        address = new { street = "Unter den Linden 1", city = "Berlin", postalCode = "10117", country = "DE" },
    };

    /// <summary>One contact by the API, the others made from it by SQL, with their history; the same documents for the bare server.</summary>
    /// <returns>Ids of some of them.</returns>
    public static async Task<Guid[]> FillAsync(Cluster cluster, Company company, int number, CancellationToken ct)
    {
        using var created = await company.Http.PostAsJsonAsync("/api/v1/contacts", Body("first@bench.example"), ct);
        if (!created.IsSuccessStatusCode) throw new InvalidOperationException(await created.Content.ReadAsStringAsync(ct));
        var first = (Guid)(await created.Content.ReadFromJsonAsync<JsonObject>(ct))!["id"]!;

        var database = company.Database(cluster);
        await cluster.ExecuteAsync(database, $"""
            set crm.set_based = on;
            insert into contacts.mt_doc_contact
            select made.* from contacts.mt_doc_contact seed, generate_series(1, {number}) n,
            lateral (select gen_random_uuid() as id, case n % 4 when 0 then '{Stage}' when 1 then 'lead' when 2 then 'answered' else 'lost' end as stage, now() - n * interval '1 second' as at) row,
            lateral jsonb_populate_record(seed, jsonb_build_object('id', row.id, 'stage', row.stage, 'created_at', row.at, 'updated_at', row.at,
              'dup_keys', jsonb_build_array('nameAndPhone|grace hopper|' || n), 'full_name_key', 'grace hopper ' || n, 'last_name_key', 'hopper ' || n, 'search_text', 'grace hopper ' || n,
              'data', seed.data || jsonb_build_object('id', row.id, 'stage', row.stage, 'createdAt', row.at, 'updatedAt', row.at,
                'lastName', 'Hopper ' || n, 'fullName', 'Grace Hopper ' || n))) made
            where seed.id = '{first}';
            reset crm.set_based;
            analyze
            """, ct);
        await CopyAsync(cluster, database, cluster.Prefix + "_bare", ct);
        return [.. await cluster.QueryAsync<Guid>(database, "select id from contacts.mt_doc_contact order by id limit 1000", ct)];
    }

    private static async Task CopyAsync(Cluster cluster, string from, string to, CancellationToken ct)
    {
        await using var source = new NpgsqlConnection(cluster.Connection(from));
        await using var target = new NpgsqlConnection(cluster.Connection(to));
        await source.OpenAsync(ct);
        await target.OpenAsync(ct);
        using (var reader = await source.BeginTextExportAsync("copy (select id, stage, created_at, data from contacts.mt_doc_contact) to stdout", ct))
        await using (var writer = await target.BeginTextImportAsync("copy contacts from stdin", ct))
        {
            var buffer = new char[64 * 1024];
            for (int read; (read = await reader.ReadAsync(buffer, ct)) > 0;) await writer.WriteAsync(buffer.AsMemory(0, read), ct);
        }
        await using var analyze = new NpgsqlCommand("analyze", target);
        await analyze.ExecuteNonQueryAsync(ct);
    }
}
