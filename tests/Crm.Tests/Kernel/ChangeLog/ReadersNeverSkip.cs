using Crm.Kernel.ChangeLog;
using Npgsql;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.ChangeLog;

public class ReadersNeverSkip(ChangeLogDatabase database) : IClassFixture<ChangeLogDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_entry_in_flight_holds_back_later_ones_where_reading_by_id_alone_skips_it()
    {
        var start = await NaiveAsync(0);
        await using var slow = await Writer.BeginAsync(database.Source);
        var first = await slow.WriteAsync();
        await using (var quick = await Writer.BeginAsync(database.Source))
        {
            await quick.WriteAsync();
            await quick.CommitAsync();
        }
        var naive = await NaiveAsync(start);
        var safe = await database.ChangesAsync(start);
        await slow.CommitAsync();

        naive.ShouldBeGreaterThan(start, "the bad sample saw the later entry");
        (await SeenAfterAsync(naive)).ShouldNotContain(first, "and so it never sees the earlier one");
        safe.ShouldBeEmpty();
        (await database.ChangesAsync(start)).Select(c => c.ObjectId).ShouldContain(first);

        async Task<long> NaiveAsync(long since) => await database.ScalarAsync<long>($"select coalesce(max(id), {since}) from kernel.changes where id > {since}");
        async Task<IEnumerable<string?>> SeenAfterAsync(long since) => (await database.ChangesAsync(since)).Select(c => c.ObjectId);
    }

    [Fact]
    public async Task Rows_are_read_after_the_horizon_was_taken()
    {
        await using var writer = await Writer.BeginAsync(database.Source);
        var id = await writer.WriteAsync();
        await database.ExecuteAsync("""
            alter function kernel.change_horizon() rename to change_horizon_at_once;
            create function kernel.change_horizon() returns bigint language plpgsql as $$
            begin
                perform pg_advisory_lock(1), pg_advisory_unlock(1);
                return kernel.change_horizon_at_once();
            end $$
            """);
        try
        {
            await using var gate = await database.Source.OpenConnectionAsync(Ct);
            await DoAsync(gate, "select pg_advisory_lock(1)");
            var reading = database.ChangesAsync();
            while (await database.ScalarAsync<long>("select count(*) from pg_locks where locktype = 'advisory' and not granted") == 0) await Task.Delay(5, Ct);
            await writer.CommitAsync();
            await DoAsync(gate, "select pg_advisory_unlock(1)");

            (await reading).Select(c => c.ObjectId).ShouldContain(id);
        }
        finally
        {
            await database.ExecuteAsync("drop function kernel.change_horizon(); alter function kernel.change_horizon_at_once() rename to change_horizon");
        }

        static async Task DoAsync(NpgsqlConnection connection, string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(Ct);
        }
    }

    [Fact]
    public async Task A_savepoints_rollback_takes_back_lock_and_setting_and_the_next_write_marks_anew()
    {
        await using var writer = await Writer.BeginAsync(database.Source);
        await writer.DoAsync("savepoint here");
        await writer.WriteAsync();
        var mark = await writer.MarkAsync();
        await writer.DoAsync("rollback to here");

        (await writer.MarkAsync()).ShouldBeNull();
        (await writer.ScalarAsync("select current_setting('crm.change_mark', true)")).ShouldBe("");

        await writer.DoAsync("savepoint there");
        await writer.WriteAsync();
        await writer.DoAsync("release there");
        var again = await writer.MarkAsync();
        await writer.WriteAsync();

        again.ShouldBeOfType<long>().ShouldBeGreaterThan((long)mark!);
        (await writer.MarkAsync()).ShouldBe(again, "one mark serves the whole transaction");
    }

    [Fact]
    public async Task A_setting_left_over_from_elsewhere_is_not_believed()
    {
        await using var writer = await Writer.BeginAsync(database.Source);
        await writer.DoAsync("select set_config('crm.change_mark', '7', true)");
        await writer.WriteAsync();

        (await writer.MarkAsync()).ShouldNotBeNull();
    }

    [Fact]
    public async Task Reading_with_an_old_snapshot_is_refused()
    {
        await using var connection = await database.Source.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, Ct);

        var error = await Should.ThrowAsync<PostgresException>(() => ChangeFeed.ReadAsync(connection, 0, 10, Ct));
        error.MessageText.ShouldContain("READ COMMITTED");
    }
}
