using Crm.Tests.Support;
using Dapper;
using Npgsql;

namespace Crm.Tests.Kernel.Jobs;

/// <summary>More contacts than a step can do, put there behind the product's back.</summary>
internal static class ManyContacts
{
    // The columns beside the document are left at what one that was made properly has.
    private const string Copies = """
        insert into contacts.mt_doc_contact select (jsonb_populate_record(null::contacts.mt_doc_contact, to_jsonb(c) || jsonb_build_object('id', x.id, 'data', c.data || jsonb_build_object('id', x.id)))).*
        from (select * from contacts.mt_doc_contact limit 1) c, lateral (select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid as id from generate_series(1, @count) n) x
        """;

    public static async Task AddAsync(CrmHost host, string database, int count)
    {
        await using var tenant = await host.AdministratorAsync(database);
        await AddAsync(tenant, count);
    }

    /// <summary>Copies of the one there is, in its place.</summary>
    public static async Task AddAsync(NpgsqlConnection tenant, int count)
    {
        await tenant.ExecuteAsync("set crm.set_based = 'on'");
        await tenant.ExecuteAsync(Copies, new { count }, commandTimeout: 120);
        await tenant.ExecuteAsync("reset crm.set_based");
        await tenant.ExecuteAsync("delete from contacts.mt_doc_contact where id::text not like '00000000-0000-7000-8000-%'");
    }

    public static IEnumerable<string> Ids(int count) => Enumerable.Range(1, count).Select(n => $"00000000-0000-7000-8000-{n:d12}");
}
