using Crm.Tests.Support;
using Dapper;
using Npgsql;
using Shouldly;
using Xunit;

namespace Crm.Tests.Nodes;

[Collection("Kills")]
public sealed class StartingIsFlat(Installation installation, ITestOutputHelper output)
{
    private const int Many = 300;

    [Fact]
    public async Task Neither_start_nor_idling_grows_with_the_number_of_tenants()
    {
        await installation.KillAllAsync();
        await using var control = await installation.AdministratorAsync();
        // Those of other tests would be woken by and by.
        await control.ExecuteAsync("update catalog.tenants set awake_until = null, wake_at = null, swept_at = now()");
        var (aloneIn, alone) = await MeasureAsync(control);
        // Whoever opened one of these databases would fail: they do not exist.
        await control.ExecuteAsync("""
            insert into catalog.tenants (id, slug, organization, state, server, database, role, sealed_password, schema_version, time_zone, currency, created_at, swept_at)
            select gen_random_uuid(), 'many-' || n, 'Many', 'active', (select name from catalog.servers limit 1), @TenantPrefix || 'none_' || n, 'none_' || n, '', 1, 'UTC', 'EUR', now(), now()
            from generate_series(1, @Many) n
            """, new { installation.TenantPrefix, Many });

        var (crowdedIn, crowded) = await MeasureAsync(control);

        output.WriteLine($"Start {aloneIn.TotalSeconds:0.00} s, with {Many} tenants {crowdedIn.TotalSeconds:0.00} s; idle transactions in 5 s: {alone} and {crowded}.");
        crowdedIn.ShouldBeLessThan(aloneIn * 2 + TimeSpan.FromSeconds(1));
        // PostgreSQL counts late what other tests' nodes did; what grows with tenants grows every time.
        for (var again = 0; again < 2 && crowded >= alone * 3 / 2 + 20; again++) (_, crowded) = await MeasureAsync(control);
        crowded.ShouldBeLessThan(alone * 3 / 2 + 20);
        await control.ExecuteAsync("delete from catalog.tenants where slug like 'many-%'");
    }

    private async Task<(TimeSpan Start, long Transactions)> MeasureAsync(NpgsqlConnection control)
    {
        var node = await installation.StartAsync();
        var before = await CountAsync(control);
        await Task.Delay(5000, TestContext.Current.CancellationToken);
        var after = await CountAsync(control);
        node.Errors.ShouldBeEmpty(node.Output);
        await node.StopAsync();
        return (node.StartedIn, after - before);
    }

    private Task<long> CountAsync(NpgsqlConnection control) => control.ExecuteScalarAsync<long>(
        "select sum(xact_commit + xact_rollback)::bigint from pg_stat_database where datname = @ControlDatabase or starts_with(datname, @TenantPrefix)",
        new { installation.ControlDatabase, installation.TenantPrefix });
}
