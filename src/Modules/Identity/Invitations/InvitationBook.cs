using Crm.Contracts.Tenancy;
using Crm.Identity.Accounts;
using Crm.Identity.Tokens;
using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Problems;

namespace Crm.Identity.Invitations;

/// <summary>Reads and writes invitations in the scope's control transaction, and mails their links.</summary>
internal sealed class InvitationBook(ControlSession control, AccountBook accounts, ITenantDirectory tenants, Caller caller, Mails mails, CrmSettings settings, TimeProvider clock)
{
    public const string Select = "select * from identity.invitations i where i.tenant_id = @TenantId";

    public async Task<Invitation> GetAsync(Guid id, CancellationToken ct, bool locked = false) =>
        await control.FirstAsync<Invitation>($"{Select} and id = @id {(locked ? "for update" : "")}", new { caller.TenantId, id }, ct) ?? throw KernelProblems.NotFound.With();

    /// <summary>The invitation that the mailed token opens, held until the end of the transaction; 422 unless it is pending.</summary>
    public async Task<Invitation> OpenAsync(string token, CancellationToken ct)
    {
        var found = await control.FirstAsync<Invitation>("select * from identity.invitations where hash = @hash for update", new { hash = OpaqueToken.Hash(token) }, ct);
        return found?.Status(clock.GetUtcNow()) == "pending" ? found : throw IdentityProblems.InvitationInvalid.With(pointer: "/token");
    }

    public Task<bool> IsMemberAsync(string email, Guid tenantId, CancellationToken ct) => control.FirstAsync<bool>(
        "select exists (select from identity.memberships m join identity.accounts a on a.id = m.account_id where a.email = @email and m.tenant_id = @tenantId)",
        new { email = Account.Normalise(email), tenantId }, ct);

    /// <summary>How often the company invited the address within the hour, whatever became of it.</summary>
    public Task<long> RecentAsync(string email, CancellationToken ct) => control.FirstAsync<long>(
        "select count(*) from identity.invitations where tenant_id = @TenantId and email = @email and created_at > @since",
        new { caller.TenantId, email = Account.Normalise(email), since = clock.GetUtcNow().AddHours(-1) }, ct);

    public async Task<Invitation> AddAsync(string email, string role, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        // One whose time is over makes room for a new one.
        await control.ExecuteAsync("update identity.invitations set revoked_at = @now where tenant_id = @TenantId and email = @email and accepted_at is null and revoked_at is null and expires_at <= @now",
            new { now, caller.TenantId, email = Account.Normalise(email) }, ct);
        var invitation = new Invitation
        {
            Id = Guid.CreateVersion7(),
            TenantId = caller.TenantId,
            Email = Account.Normalise(email),
            EmailAsTyped = email.Trim(),
            Role = role,
            InvitedBy = caller.AccountId,
            CreatedAt = now,
            SentAt = now,
            ExpiresAt = now + Invitation.Life,
        };
        var token = OpaqueToken.New();
        await control.ExecuteAsync(
            """
            insert into identity.invitations (id, tenant_id, email, email_as_typed, role, hash, invited_by, created_at, sent_at, expires_at)
            values (@Id, @TenantId, @Email, @EmailAsTyped, @Role, @hash, @InvitedBy, @CreatedAt, @SentAt, @ExpiresAt)
            """,
            new
            {
                invitation.Id,
                invitation.TenantId,
                invitation.Email,
                invitation.EmailAsTyped,
                invitation.Role,
                hash = OpaqueToken.Hash(token),
                invitation.InvitedBy,
                invitation.CreatedAt,
                invitation.SentAt,
                invitation.ExpiresAt,
            }, ct);
        await MailAsync(invitation, token, ct);
        return invitation;
    }

    /// <summary>A new link, which makes the earlier ones void.</summary>
    public async Task<Invitation> SendAgainAsync(Invitation invitation, CancellationToken ct)
    {
        var (token, now) = (OpaqueToken.New(), clock.GetUtcNow());
        var sent = invitation with { SentAt = now, ExpiresAt = now + Invitation.Life };
        await control.ExecuteAsync("update identity.invitations set hash = @hash, sent_at = @SentAt, expires_at = @ExpiresAt where id = @Id",
            new { hash = OpaqueToken.Hash(token), sent.SentAt, sent.ExpiresAt, sent.Id }, ct);
        await MailAsync(sent, token, ct);
        return sent;
    }

    private async Task MailAsync(Invitation invitation, string token, CancellationToken ct)
    {
        var host = (await accounts.FindAsync(invitation.InvitedBy, ct))!;
        var tenant = (await tenants.FindAsync(invitation.TenantId, ct))!;
        await control.PublishAsync(mails.Compose(invitation.EmailAsTyped, $"{host.FullName} invites you to {tenant.Organization}", $"""
            Hello,

            {host.FullName} invites you to work with {tenant.Organization}. The link works once, for 7 days:

            {settings.WebLink($"accept-invitation?token={token}").AbsoluteUri}

            If you do not know what this is about, there is nothing to do.
            """), ct);
    }
}
