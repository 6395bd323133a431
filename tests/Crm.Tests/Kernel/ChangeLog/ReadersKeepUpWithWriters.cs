using System.Collections.Concurrent;
using Crm.Kernel.ChangeLog;
using Npgsql;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.ChangeLog;

public class ReadersKeepUpWithWriters(ChangeLogDatabase database) : IClassFixture<ChangeLogDatabase>
{
    private const int Writers = 16;
    private const int Transactions = 40;

    [Fact]
    public async Task Sixteen_writers_that_dawdle_and_give_up_are_followed_without_a_gap_and_without_a_repetition()
    {
        var committed = new ConcurrentBag<string>();
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(seed => WriteAsync(new Random(seed), committed)));
        var reading = FollowAsync(Safe, writing);
        var naive = FollowAsync(Naive, writing);
        await writing;

        var seen = await reading;
        seen.Select(c => c.Id).ShouldBeInOrder(SortDirection.Ascending);
        seen.Select(c => c.Object).ShouldBeUnique();
        committed.Except(seen.Select(c => c.Object)).ShouldBeEmpty("none is skipped");
        seen.Select(c => c.Object).Except(committed).ShouldBeEmpty("none is seen that was rolled back");
        var skipped = committed.Except((await naive).Select(c => c.Object)).Count();
        skipped.ShouldBeGreaterThan(0, "reading by id alone skips entries under this load, so the load is worth the name");
    }

    private async Task WriteAsync(Random random, ConcurrentBag<string> committed)
    {
        for (var i = 0; i < Transactions; i++)
        {
            var written = new List<string>();
            await using var writer = await Writer.BeginAsync(database.Source, door: random.Next(4) > 0);
            if (random.Next(4) == 0)
            {
                await writer.DoAsync("savepoint here");
                await writer.WriteAsync();
                await writer.DoAsync("rollback to here");
            }
            written.Add(await writer.WriteAsync());
            await Task.Delay(random.Next(15));
            written.Add(await writer.WriteAsync());
            if (random.Next(5) == 0) continue;
            await writer.CommitAsync();
            written.ForEach(committed.Add);
        }
    }

    private async Task<List<(long Id, string Object)>> FollowAsync(Func<NpgsqlConnection, long, Task<List<(long Id, string Object)>>> read, Task writing)
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        var seen = new List<(long Id, string Object)>();
        while (true)
        {
            var last = writing.IsCompleted;
            var page = await read(connection, seen.Count == 0 ? 0 : seen[^1].Id);
            seen.AddRange(page);
            if (last && page.Count == 0) return seen;
        }
    }

    private static async Task<List<(long, string)>> Safe(NpgsqlConnection connection, long since) =>
        [.. (await ChangeFeed.ReadAsync(connection, since, 7, TestContext.Current.CancellationToken)).Changes.Select(c => (c.Id, c.ObjectId!))];

    private static async Task<List<(long, string)>> Naive(NpgsqlConnection connection, long since)
    {
        await using var command = new NpgsqlCommand($"select id, object_id from kernel.changes where id > {since} order by id limit 7", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var page = new List<(long, string)>();
        while (await reader.ReadAsync()) page.Add((reader.GetInt64(0), reader.GetString(1)));
        return page;
    }
}
