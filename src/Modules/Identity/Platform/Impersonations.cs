using Crm.Contracts.Tenancy;
using Crm.Identity.Accounts;
using Crm.Identity.Mfa;
using Crm.Identity.Tokens;
using Crm.Kernel;
using Crm.Kernel.Control;

namespace Crm.Identity.Platform;

/// <summary>Begins and ends operators' stays in companies, in the scope's control transaction. Both sides' journals tell of each.</summary>
internal sealed class Impersonations(ControlSession control, AccessJournal journal, Caller caller, Mails mails, TimeProvider clock)
{
    public async Task<Impersonation> BeginAsync(TenantInfo tenant, Account account, string reason, TimeSpan length, string? userAgent, string? ip, CancellationToken ct)
    {
        await LockAsync(tenant.Id, ct);
        if (!(await SecurityPolicy.OfAsync(control, tenant.Id, ct)).ImpersonationAllowed) throw PlatformProblems.Forbidden.With();
        var (id, session, now) = (Guid.CreateVersion7(), Guid.CreateVersion7(), clock.GetUtcNow());
        await control.ExecuteAsync(
            """
            insert into identity.sessions (id, account_id, tenant_id, amr, created_at, last_used_at, expires_at, user_agent, ip)
            values (@session, @account, @tenant, '{operator}', @now, @now, @until, @userAgent, @ip);
            insert into identity.impersonations (id, operator_id, tenant_id, account_id, session_id, reason, created_at, expires_at)
            values (@id, @AccountId, @tenant, @account, @session, @reason, @now, @until)
            """,
            new { id, session, caller.AccountId, tenant = tenant.Id, account = account.Id, reason, now, until = now + length, userAgent, ip }, ct);
        await journal.NoteAsync("began", "impersonation", id, ct, after: new { account = account.Id, reason, until = now + length }, tenant: tenant.Id);
        var begun = (await FindAsync("i.id = @id", new { id }, ct))!;
        foreach (var (email, name) in await control.QueryAsync<(string, string)>(
            "select a.email_as_typed, a.full_name from identity.memberships m join identity.accounts a on a.id = m.account_id where m.tenant_id = @Id and m.role = 'owner' and m.status = 'active'", new { tenant.Id }, ct))
            await control.PublishAsync(mails.Compose(email, $"Support works in {tenant.Organization}", $"""
                Hello {name},

                {begun.OperatorName}, who helps to run this service, works in {tenant.Organization} as {account.FullName} until {begun.ExpiresAt:u}.
                The reason given: {reason}

                Everything they do is in your audit log under their own name. You can end it at once, or forbid it for the future, under Security.
                """), ct);
        return begun;
    }

    /// <summary>Until the transaction ends no stay begins in the company and none is forbidden: each has to see the other.</summary>
    public Task<int> LockAsync(Guid tenant, CancellationToken ct) => control.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('impersonations:' || @tenant::text, 0))", new { tenant }, ct);

    public Task<Impersonation?> FindAsync(string where, object parameters, CancellationToken ct) =>
        control.FirstAsync<Impersonation>($"{Impersonation.Select} where {where}", parameters, ct);

    public async Task EndAsync(Impersonation impersonation, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await control.ExecuteAsync("select 1 from identity.sessions where id = @SessionId for update", new { impersonation.SessionId }, ct); // before the stay, as whoever ends the session does
        if (await control.ExecuteAsync("update identity.impersonations set ended_at = @now, ended_by = @Actor where id = @Id and ended_at is null and expires_at > @now", new { impersonation.Id, caller.Actor, now }, ct) == 0) return;
        await control.ExecuteAsync("update identity.sessions set revoked_at = @now, revoked_reason = 'impersonationEnded' where id = @SessionId", new { impersonation.SessionId, now }, ct);
        await journal.NoteAsync("ended", "impersonation", impersonation.Id, ct, tenant: impersonation.TenantId);
    }

    /// <summary>All of a company's, when it forbids them.</summary>
    public async Task EndAllAsync(Guid tenant, CancellationToken ct)
    {
        var open = await control.QueryAsync<Impersonation>($"{Impersonation.Select} where i.tenant_id = @tenant and i.ended_at is null and i.expires_at > @now", new { tenant, now = clock.GetUtcNow() }, ct);
        foreach (var impersonation in open) await EndAsync(impersonation, ct);
    }

    /// <summary>An access token of the stay; never longer than the stay itself.</summary>
    public async Task<ImpersonationTokenView> TokenAsync(Impersonation impersonation, Account account, string role, SigningKeys keys, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (!impersonation.IsOpen(now)) throw PlatformProblems.Ended.With();
        var life = impersonation.ExpiresAt - now < AccessToken.Life ? impersonation.ExpiresAt - now : AccessToken.Life;
        var token = new AccessToken(account.Id, impersonation.SessionId, impersonation.TenantId, role, ["operator"], impersonation.CreatedAt) { Actor = (impersonation.OperatorId, impersonation.Id) };
        return new(ImpersonationView.Of(impersonation), token.Sign(await keys.ActiveAsync(ct), now, life), "Bearer", (int)life.TotalSeconds);
    }
}

/// <summary>A stay, and what the operator works with in it.</summary>
/// <param name="AccessToken">Of the company; says who acts in <c>act</c> (RFC 8693). It opens nothing that concerns the member's account or the company's access.</param>
/// <param name="ExpiresIn">Seconds.</param>
internal sealed record ImpersonationTokenView(ImpersonationView Impersonation, string AccessToken, string TokenType, int ExpiresIn);
