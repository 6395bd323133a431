using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.ChangeLog;

public class PositionsOutliveADatabase(ChangeLogDatabase database) : IClassFixture<ChangeLogDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_transaction_in_another_database_of_the_server_holds_no_reader_back()
    {
        await using var neighbour = new ChangeLogDatabase();
        await neighbour.InitializeAsync();
        await using var elsewhere = await Writer.BeginAsync(neighbour.Source);
        await elsewhere.WriteAsync();

        await using var here = await Writer.BeginAsync(database.Source);
        var id = await here.WriteAsync();
        await here.CommitAsync();

        (await database.ChangesAsync()).Select(c => c.ObjectId).ShouldContain(id);
        (await neighbour.ChangesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task After_a_move_a_reader_goes_on_from_its_position()
    {
        await WriteAsync(database);
        await using (var abandoned = await Writer.BeginAsync(database.Source)) await abandoned.WriteAsync();
        await WriteAsync(database);
        var position = (await database.ChangesAsync())[^1].Id;
        var unread = await WriteAsync(database);

        await using var moved = new ChangeLogDatabase();
        await MoveAsync(moved);
        var written = await WriteAsync(moved);

        (await moved.ChangesAsync(position)).Select(c => c.ObjectId).ShouldBe([unread, written]);
        (await moved.ChangesAsync()).Select(c => c.Id).ShouldBeInOrder();
    }

    /// <summary>As dump and restore do it: tables' rows, then the sequence, then the triggers.</summary>
    private async Task MoveAsync(ChangeLogDatabase moved)
    {
        await moved.CreateAsync();
        await moved.RunAsync(".tenant.");
        foreach (var table in new[] { "people.mt_doc_person", "kernel.changes", "kernel.change_values" }) await CopyAsync(moved, table);
        var last = await database.ScalarAsync<long>("select last_value from kernel.changes_id_seq");
        await moved.ExecuteAsync($"select setval('kernel.changes_id_seq', {last}); select kernel.attach_change_logs('{{people.mt_doc_scratch}}')");
    }

    private async Task CopyAsync(ChangeLogDatabase moved, string table)
    {
        await using var from = await database.Source.OpenConnectionAsync(Ct);
        await using var to = await moved.Source.OpenConnectionAsync(Ct);
        await using var rows = await from.BeginRawBinaryCopyAsync($"copy {table} to stdout (format binary)", Ct);
        await using var copy = await to.BeginRawBinaryCopyAsync($"copy {table} from stdin (format binary)", Ct);
        await rows.CopyToAsync(copy, Ct);
    }

    private static async Task<string> WriteAsync(ChangeLogDatabase database)
    {
        await using var writer = await Writer.BeginAsync(database.Source, door: false);
        var id = await writer.WriteAsync();
        await writer.CommitAsync();
        return id;
    }
}
