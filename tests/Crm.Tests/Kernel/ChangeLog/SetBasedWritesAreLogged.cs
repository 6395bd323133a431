using Npgsql;
using NpgsqlTypes;
using Shouldly;
using Weasel.Core;
using Xunit;

namespace Crm.Tests.Kernel.ChangeLog;

/// <summary>Writes of many rows, with the door open (one statement writes the entries) and shut (each row's own trigger does).</summary>
public class SetBasedWritesAreLogged(ChangeLogDatabase database) : IClassFixture<ChangeLogDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData("on"), InlineData("off")]
    public async Task Raw_statements_log_every_row_and_what_changed_in_it(string door)
    {
        var name = $"Raw {door}";
        await InOneTransactionAsync(door, name, $$"""
            insert into people.mt_doc_person (id, data, mt_version)
                select gen_random_uuid(), jsonb_build_object('name', '{{name}}', 'email', i), 1 from generate_series(1, 50) i;
            update people.mt_doc_person set data = data || '{"email": null}', mt_version = 2 where data ->> 'name' = '{{name}}' and (data ->> 'email')::int > 20;
            update people.mt_doc_person set mt_last_modified = now() where data ->> 'name' = '{{name}}';
            update people.mt_doc_person set mt_deleted = true where data ->> 'name' = '{{name}}' and (data ->> 'email') is null;
            update people.mt_doc_person set mt_deleted = false, data = data || '{"email": 0}' where data ->> 'name' = '{{name}}' and mt_deleted;
            delete from people.mt_doc_person where data ->> 'name' = '{{name}}'
            """);

        var changes = (await database.ChangesAsync()).Where(c => c.RequestId == name).ToList();

        changes.GroupBy(c => c.Action).Select(g => $"{g.Key} {g.Count()}").ShouldBe(["created 50", "updated 30", "trashed 30", "restored 30", "deleted 50"]);
        changes.ShouldAllBe(c => c.Actor == "account:7" && c.Means == "import" && c.Object == "person");
        changes.Where(c => c.Action == "updated").ShouldAllBe(c => c.Fields.Single() == "email" && c.Version == 2 && c.After!.Value.GetRawText() == """{"email": null}""");
        changes.Where(c => c.Action == "restored").ShouldAllBe(c => c.Before!.Value.GetRawText() == """{"email": null}""");
        changes.Where(c => c.Action == "deleted").ShouldAllBe(c => c.Before!.Value.GetProperty("name").GetString() == name && c.After == null);
    }

    [Theory, InlineData("on"), InlineData("off")]
    public async Task A_copy_is_logged(string door)
    {
        var ids = Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7()).ToList();
        await using var connection = await database.Source.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await ContextAsync(connection, door, "Copy");
        await using (var copy = await connection.BeginBinaryImportAsync("copy people.mt_doc_person (id, data, mt_version) from stdin (format binary)", Ct))
        {
            foreach (var id in ids)
            {
                await copy.StartRowAsync(Ct);
                await copy.WriteAsync(id, Ct);
                await copy.WriteAsync("""{"name": "Copied"}""", NpgsqlDbType.Jsonb, Ct);
                await copy.WriteAsync(1, Ct);
            }
            await copy.CompleteAsync(Ct);
        }
        await transaction.CommitAsync(Ct);

        var changes = (await database.ChangesAsync()).Where(c => ids.Select(i => i.ToString()).Contains(c.ObjectId)).ToList();

        changes.Select(c => c.ObjectId).ShouldBe(ids.Select(i => i.ToString()), ignoreOrder: true);
        changes.ShouldAllBe(c => c.Action == "created" && c.Actor == "account:7" && c.After!.Value.GetProperty("name").GetString() == "Copied");
    }

    [Theory, InlineData(BulkInsertMode.InsertsOnly), InlineData(BulkInsertMode.OverwriteExisting)]
    public async Task Martens_bulk_insert_is_logged(BulkInsertMode mode)
    {
        var people = Enumerable.Range(0, 20).Select(i => new Person { Name = $"Bulk {i}" }).ToList();
        await database.Store.BulkInsertAsync(people, mode, cancellation: Ct);

        var created = (await database.ChangesAsync()).Where(c => people.Any(p => p.Id.ToString() == c.ObjectId)).ToList();

        created.Count.ShouldBe(20);
        created.ShouldAllBe(c => c.Action == "created" && c.Version == 1);
    }

    [Fact]
    public async Task A_table_without_revision_and_trash_goes_through_the_door()
    {
        await InOneTransactionAsync("on", "Tags", """
            insert into people.mt_doc_tag (id, data) select gen_random_uuid(), jsonb_build_object('name', i) from generate_series(1, 3) i;
            update people.mt_doc_tag set data = '{"name": 0}'
            """);

        (await database.ChangesAsync()).Where(c => c.Object == "tag").Select(c => c.Action).ShouldBe(["created", "created", "created", "updated", "updated", "updated"]);
    }

    private async Task InOneTransactionAsync(string door, string request, string sql)
    {
        await using var connection = await database.Source.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await ContextAsync(connection, door, request);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
        await transaction.CommitAsync(Ct);
    }

    private static async Task ContextAsync(NpgsqlConnection connection, string door, string request)
    {
        await using var command = new NpgsqlCommand("""
            select set_config('crm.set_based', $1, true), set_config('crm.actor', 'account:7', true), set_config('crm.means', 'import', true), set_config('crm.request', $2, true)
            """, connection)
        { Parameters = { new() { Value = door }, new() { Value = request } } };
        await command.ExecuteNonQueryAsync(Ct);
    }
}
