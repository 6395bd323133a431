using Npgsql;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.ChangeLog;

/// <summary>Seen as a tenant's login role, which has its rights from a group only.</summary>
public sealed class TheLogIsAppendOnly(ChangeLogDatabase database) : IClassFixture<ChangeLogDatabase>, IAsyncLifetime
{
    private readonly string group = $"crm_test_group_{Guid.CreateVersion7():n}";
    private readonly string login = $"crm_test_login_{Guid.CreateVersion7():n}";
    private NpgsqlDataSource tenant = null!;

    public async ValueTask InitializeAsync()
    {
        await database.ExecuteAsync($"""
            create role {group} nologin;
            create role {login} login password 'secret' in role {group};
            grant usage on schema people, kernel to {group};
            grant select, insert, update, delete on all tables in schema people, kernel to {group};
            grant all on all sequences in schema kernel to {group};
            select kernel.grant_change_log('{group}')
            """);
        tenant = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = login, Password = "secret" });
    }

    [Fact]
    public async Task A_tenants_writes_are_logged_and_read_by_the_tenants_role()
    {
        await using var writer = await Writer.BeginAsync(tenant, door: false);
        await using var bulk = await Writer.BeginAsync(tenant);
        var ids = new[] { await writer.WriteAsync(), await bulk.WriteAsync() };
        await writer.CommitAsync();
        await bulk.CommitAsync();

        foreach (var id in ids) (await ExecuteAsync($"select count(*) from kernel.read_changes(0, 1000) where object_id = '{id}'")).ShouldBe(1L);
    }

    [Theory]
    [InlineData("update kernel.changes set actor = 'someone else'")]
    [InlineData("delete from kernel.changes")]
    [InlineData("truncate kernel.changes")]
    [InlineData("insert into kernel.changes (actor, means, object, action, values_digest) values ('a', 'b', 'c', 'created', '')")]
    [InlineData("update kernel.change_values set after = '{}'")]
    [InlineData("delete from kernel.change_values")]
    [InlineData("select setval('kernel.changes_id_seq', 1)")]
    [InlineData("alter table people.mt_doc_person disable trigger all")]
    [InlineData("set session_replication_role = replica")]
    [InlineData("create temp table forged (id text, data jsonb); create trigger forge after insert on forged for each row execute function kernel.log_row('person')")]
    public async Task It_can_neither_change_nor_forge_the_log(string sql) =>
        (await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(sql))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);

    private async Task<object?> ExecuteAsync(string sql)
    {
        await using var command = tenant.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await tenant.DisposeAsync();
        await database.ExecuteAsync($"""
            revoke all on all tables in schema people, kernel from {group};
            revoke all on all sequences in schema kernel from {group};
            revoke all on all functions in schema kernel from {group};
            revoke usage on schema people, kernel from {group};
            drop role {login};
            drop role {group}
            """);
    }
}
