using Dapper;
using Npgsql;

namespace Crm.Tests.Support;

/// <summary>What a tenant's database holds, behind the product's back.</summary>
internal static class TenantDatabase
{
    public static Task<int> TimelineAsync(this NpgsqlConnection tenant, string? kind = null) =>
        tenant.ExecuteScalarAsync<int>("select count(*) from activities.mt_doc_timelineentry where @kind::text is null or data ->> 'kind' = @kind", new { kind });

    public static Task<int> ContactsAsync(this NpgsqlConnection tenant) => tenant.ExecuteScalarAsync<int>("select count(*) from contacts.mt_doc_contact");

    public static Task<int> DeadAsync(this NpgsqlConnection tenant) => tenant.ExecuteScalarAsync<int>("select count(*) from wolverine.wolverine_dead_letters");

    /// <summary>Who waits there for a lock.</summary>
    public static async Task<int> WaitingAsync(this NpgsqlConnection tenant)
    {
        // A transaction sees the first picture it took until it ends.
        await tenant.ExecuteAsync("select pg_stat_clear_snapshot()");
        return await tenant.ExecuteScalarAsync<int>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
    }

    /// <summary>Nobody writes to the table until the transaction ends.</summary>
    public static async Task<NpgsqlTransaction> HoldAsync(this NpgsqlConnection tenant, string table)
    {
        var transaction = await tenant.BeginTransactionAsync();
        await tenant.ExecuteAsync($"lock table {table} in exclusive mode", transaction: transaction);
        return transaction;
    }

    /// <summary>A table under another name is a table whose writers fail.</summary>
    public static async Task<IAsyncDisposable> BreakAsync(this NpgsqlConnection tenant, string schema, string table)
    {
        await tenant.ExecuteAsync($"alter table {schema}.{table} rename to {table}_away");
        return new Mending(() => tenant.ExecuteAsync($"alter table {schema}.{table}_away rename to {table}"));
    }

    private sealed class Mending(Func<Task> mend) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await mend();
    }
}
