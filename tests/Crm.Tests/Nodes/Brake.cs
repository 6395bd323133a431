using Crm.Tests.Support;
using Dapper;
using Npgsql;

namespace Crm.Tests.Nodes;

/// <summary>Holds chosen signups where a step is about to be marked: <c>running</c> before it does anything, <c>done</c> when its effect is there.</summary>
internal sealed class Brake : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;

    private Brake(NpgsqlConnection connection) => this.connection = connection;

    public static async Task<Brake> PutOnAsync(Installation installation, IEnumerable<(string Slug, string Step)> where, string status)
    {
        var connection = await installation.AdministratorAsync();
        await connection.ExecuteAsync("""
            create table if not exists public.brakes (slug text, step text, status text);
            grant select on public.brakes to public;
            grant usage on schema public to public;
            create or replace function public.brake() returns trigger language plpgsql as $$
            begin
              if exists (select from public.brakes b join catalog.signups s on s.slug = b.slug
                         where s.id = new.signup_id and b.step = new.name and b.status = new.status) then
                perform pg_advisory_xact_lock_shared(815);
              end if;
              return new;
            end $$;
            create or replace trigger brake before update on catalog.signup_steps for each row execute function public.brake();
            select pg_advisory_lock(815)
            """);
        foreach (var (slug, step) in where) await connection.ExecuteAsync("insert into public.brakes values (@slug, @step, @status)", new { slug, step, status });
        return new(connection);
    }

    public Task<int> HeldAsync() => connection.ExecuteScalarAsync<int>("select count(*) from pg_locks where locktype = 'advisory' and objid = 815 and not granted");

    /// <summary>The server ends what the dead host had asked for, as it would have done without the brake.</summary>
    public async Task ReleaseAsync() => await connection.ExecuteAsync("delete from public.brakes; select pg_advisory_unlock(815)");

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
