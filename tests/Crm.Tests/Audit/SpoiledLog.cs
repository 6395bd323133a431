using Crm.Tests.Support;
using Dapper;
using Npgsql;

namespace Crm.Tests.Audit;

/// <summary>A company's history after an administrator's SQL, until this is disposed; then it is what it was.</summary>
internal sealed class SpoiledLog(NpgsqlConnection connection, Guid tenant, string mend) : IAsyncDisposable
{
    public static async Task<SpoiledLog> RecordsAsync(Company company, string sql)
    {
        var connection = await company.Host.AdministratorAsync(company.Database);
        // The company's agent seals nothing meanwhile.
        await connection.ExecuteAsync("select pg_advisory_lock(17235, hashtext(@Id::text))", new { company.Id });
        return await SpoilAsync(connection, company.Id, sql,
            """
            create temp table c as table kernel.changes;
            create temp table v as table kernel.change_values;
            create temp table s as table kernel.seals;
            """,
            """
            truncate kernel.changes, kernel.change_values, kernel.seals;
            insert into kernel.changes select * from c;
            insert into kernel.change_values select * from v;
            insert into kernel.seals select * from s;
            """);
    }

    public static async Task<SpoiledLog> AccessAsync(Company company, string sql) => await SpoilAsync(await company.Host.AdministratorAsync(), company.Id, sql,
        """
        create temp table c as select * from kernel.changes where tenant_id = @tenant;
        create temp table v as select * from kernel.change_values where change_id in (select id from c);
        create temp table s as select * from kernel.seals where chain = @tenant;
        create temp table a as select * from kernel.seal_anchors where chain = @tenant;
        """,
        """
        delete from kernel.changes where tenant_id = @tenant or id in (select id from c);
        delete from kernel.change_values where change_id in (select id from c);
        delete from kernel.seals where chain = @tenant;
        delete from kernel.seal_anchors where chain = @tenant;
        insert into kernel.changes select * from c;
        insert into kernel.change_values select * from v;
        insert into kernel.seals select * from s;
        insert into kernel.seal_anchors select * from a;
        """);

    public async ValueTask DisposeAsync()
    {
        await connection.ExecuteAsync(mend, new { tenant });
        await connection.ExecuteAsync("discard temp; select pg_advisory_unlock_all()");
        await connection.DisposeAsync();
    }

    private static async Task<SpoiledLog> SpoilAsync(NpgsqlConnection connection, Guid tenant, string sql, string keep, string mend)
    {
        foreach (var statements in new[] { keep, sql }) await connection.ExecuteAsync(statements, new { tenant });
        return new(connection, tenant, mend);
    }
}
