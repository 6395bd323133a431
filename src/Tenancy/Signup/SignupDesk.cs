using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Tenancy.Migrations;
using Crm.Tenancy.Provisioning;
using Dapper;

namespace Crm.Tenancy.Signup;

/// <summary>What an operator can see and do about signups.</summary>
public sealed class SignupDesk(ControlDatabase control, AdministratorConnections administrator, CrmSettings settings)
{
    /// <summary>Signups that are not ready, newest first, with the step that is stuck.</summary>
    public async Task<IReadOnlyList<SignupLine>> ListAsync()
    {
        await using var connection = await control.Source.OpenConnectionAsync();
        return [.. await connection.QueryAsync<SignupLine>("""
            select s.id, s.slug, s.status, s.created_at, p.name as step, p.attempts, p.error from catalog.signups s
            left join lateral (select * from catalog.signup_steps where signup_id = s.id and status <> 'done' order by ordinal limit 1) p on true
            where s.status in ('awaitingVerification', 'provisioning', 'failed') order by s.created_at desc limit 200
            """)];
    }

    /// <summary>Lets the nodes take a stuck signup up again, within half a minute.</summary>
    public async Task<bool> RetryAsync(Guid id)
    {
        await using var connection = await control.Source.OpenConnectionAsync();
        var found = await connection.ExecuteAsync("update catalog.signups set status = 'provisioning' where id = @id and status in ('failed', 'provisioning')", new { id });
        await connection.ExecuteAsync("update catalog.signup_steps set status = 'pending', started_at = null where signup_id = @id and status in ('failed', 'running')", new { id });
        return found == 1;
    }

    /// <summary>Gives a signup up that is not ready: its database, role and reservation are removed. The account stays, it may have other companies.</summary>
    public async Task<bool> CancelAsync(Guid id)
    {
        await using var alone = await control.Source.OpenConnectionAsync();
        await alone.ExecuteAsync(Provisioner.Lock, new { signupId = id });
        var tenant = await alone.QueryFirstOrDefaultAsync<Guid?>("""
            select tenant_id from catalog.signups where id = @id and status in ('awaitingVerification', 'provisioning', 'failed')
              and not exists (select from catalog.tenants t where t.id = signups.tenant_id and t.state <> 'provisioning') -- a company that works is not given up
            """, new { id });
        if (tenant is null) return false;
        var name = settings.TenantPrefix + tenant.Value.ToString("n");
        await using (var server = await administrator.OpenAsync("postgres", default))
        {
            await server.ExecuteAsync($"drop database if exists {name} with (force)");
            await server.ExecuteAsync($"drop role if exists {name}");
        }
        await alone.ExecuteAsync("""
            begin;
            delete from catalog.tenants where id = @tenant;
            update catalog.signups set status = 'cancelled', password_hash = null where id = @id;
            commit
            """, new { id, tenant });
        return true;
    }
}

/// <summary>A signup in the operator's list.</summary>
public sealed class SignupLine
{
    public Guid Id { get; init; }
    public string Slug { get; init; } = "";
    public string Status { get; init; } = "";
    public DateTimeOffset CreatedAt { get; init; }
    public string? Step { get; init; }
    public int? Attempts { get; init; }
    public string? Error { get; init; }
}
