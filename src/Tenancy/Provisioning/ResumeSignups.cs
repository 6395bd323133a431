using Crm.Kernel.Control;

namespace Crm.Tenancy.Provisioning;

/// <summary>Every twenty seconds: takes up signups that nobody has moved for a while, whatever became of their message. Also how an operator's retry is heard.</summary>
public sealed record ResumeSignups;

public static class ResumeSignupsHandler
{
    public static async Task Handle(ResumeSignups _, ControlSession control, CancellationToken ct)
    {
        var stuck = await control.QueryAsync<Guid>("""
            select id from catalog.signups s where status = 'provisioning' and verified_at < now() - interval '30 seconds'
            and not exists (select from catalog.signup_steps p where p.signup_id = s.id
              and (p.status = 'running' and p.started_at > now() - interval '2 minutes' or p.status = 'failed' and p.started_at > now() - interval '45 minutes'))
            order by verified_at limit 100
            """, ct: ct);
        foreach (var id in stuck) await control.PublishAsync(new ProvisionTenant(id), ct);
        await control.CommitAsync(ct);
    }
}
