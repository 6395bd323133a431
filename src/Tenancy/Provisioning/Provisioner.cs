using Crm.Kernel.Control;
using Crm.Tenancy.Signup;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Crm.Tenancy.Provisioning;

/// <summary>Runs what is left of a signup's steps, one transaction each, alone on all nodes.</summary>
public sealed class Provisioner(ControlDatabase control, IServiceScopeFactory scopes, TimeProvider clock, ILogger<Provisioner> log)
{
    internal const string Lock = "select pg_advisory_lock(hashtextextended(@signupId::text, 1))";

    public async Task RunAsync(Guid signupId, bool lastAttempt, CancellationToken ct)
    {
        await using var alone = await control.Source.OpenConnectionAsync(ct);
        await alone.ExecuteAsync(Lock, new { signupId });
        try
        {
            foreach (var step in await PendingAsync(alone, signupId)) await StepAsync(alone, signupId, step, lastAttempt, ct);
        }
        finally
        {
            await alone.ExecuteAsync("select pg_advisory_unlock_all()");
        }
    }

    private static async Task<IEnumerable<string>> PendingAsync(NpgsqlConnection connection, Guid signupId) => await connection.QueryAsync<string>("""
        select p.name from catalog.signup_steps p join catalog.signups s on s.id = p.signup_id
        where s.id = @signupId and s.status in ('provisioning', 'failed') and p.status <> 'done' order by p.ordinal
        """, new { signupId });

    private async Task StepAsync(NpgsqlConnection alone, Guid signupId, string step, bool lastAttempt, CancellationToken ct)
    {
        await MarkAsync(alone, "status = 'running', attempts = attempts + 1, started_at = @now, error = null", signupId, step, null, ct);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var session = scope.ServiceProvider.GetRequiredService<ControlSession>();
            var signup = await session.FirstAsync<SignupRow>($"{SignupRow.Select} where id = @signupId", new { signupId }, ct)
                ?? throw new InvalidOperationException($"Signup {signupId} is gone.");
            await scope.ServiceProvider.GetRequiredKeyedService<IProvisioningStep>(step).RunAsync(signup, ct);
            await session.ExecuteAsync("update catalog.signup_steps set status = 'done', finished_at = @now where signup_id = @signupId and name = @step",
                new { signupId, step, now = clock.GetUtcNow() }, ct);
            await session.CommitAsync(ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            log.LogWarning(failure, "Step {Step} of signup {Signup} failed", step, signupId);
            await MarkAsync(alone, "status = 'failed', error = @error", signupId, step, failure.Message, ct);
            if (lastAttempt) await alone.ExecuteAsync("update catalog.signups set status = 'failed' where id = @signupId and status = 'provisioning'", new { signupId });
            throw;
        }
    }

    private Task<int> MarkAsync(NpgsqlConnection alone, string change, Guid signupId, string step, string? error, CancellationToken ct) =>
        alone.ExecuteAsync(new CommandDefinition($"update catalog.signup_steps set {change} where signup_id = @signupId and name = @step",
            new { signupId, step, error, now = clock.GetUtcNow() }, cancellationToken: ct));
}

/// <summary>One step of the saga. What it writes to the control session commits together with the mark that it is done.</summary>
public interface IProvisioningStep
{
    Task RunAsync(SignupRow signup, CancellationToken ct);
}
