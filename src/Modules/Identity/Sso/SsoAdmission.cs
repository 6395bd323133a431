using Crm.Contracts.Identity;
using Crm.Identity.Access;
using Crm.Identity.Accounts;
using Crm.Identity.Members;
using Crm.Kernel.Control;
using Crm.Kernel.Http;

namespace Crm.Identity.Sso;

/// <summary>
/// Finds the member somebody is, in the scope's control transaction: by issuer and subject; the first time by an address that the provider vouches for, in a
/// domain that the company has proved.
/// </summary>
internal sealed class SsoAdmission(ControlSession control, AccountBook accounts, IAccounts signup, AccessJournal journal, TimeProvider clock)
{
    public async Task<Account> AdmitAsync(SsoConnection connection, ExternalPerson person, CancellationToken ct)
    {
        var id = await LinkedAsync(connection, person, ct) ?? await FirstTimeAsync(connection, person, ct);
        if (await StatusAsync(id, connection.TenantId, ct) != MemberFieldsValidator.Active) throw SsoProblems.MemberSuspended.With();
        return (await accounts.FindAsync(id, ct))!;
    }

    private Task<Guid?> LinkedAsync(SsoConnection connection, ExternalPerson person, CancellationToken ct) => control.FirstAsync<Guid?>(
        "select account_id from identity.external_identities where tenant_id = @TenantId and issuer = @Issuer and subject = @Subject", new { connection.TenantId, person.Issuer, person.Subject }, ct);

    /// <summary>The first logins of one person on two devices take turns.</summary>
    private async Task<Guid> FirstTimeAsync(SsoConnection connection, ExternalPerson person, CancellationToken ct)
    {
        await control.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('sso:' || @TenantId::text, 0))", new { connection.TenantId }, ct);
        return await LinkedAsync(connection, person, ct) ?? await MatchAsync(connection, person, ct);
    }

    private async Task<Guid> MatchAsync(SsoConnection connection, ExternalPerson person, CancellationToken ct)
    {
        if (!person.EmailVerified || !TextRules.IsMailAddress(person.Email) || SsoDomain.OfAddress(person.Email) is not { } domain) throw SsoProblems.EmailUnverified.With();
        // Held, so that the proof is not given up while it is used.
        if (await control.FirstAsync<Guid?>("select id from identity.sso_domains where tenant_id = @TenantId and domain = @domain and verified_at is not null for share", new { connection.TenantId, domain }, ct) is null)
            throw SsoProblems.DomainUnverified.With();

        var email = person.Email!.Trim();
        var known = await accounts.FindAsync(email, ct);
        if (known is null || await StatusAsync(known.Id, connection.TenantId, ct) is null)
        {
            var role = await InvitedAsAsync(connection, email, ct) ?? (connection.JitProvisioning ? connection.DefaultRole : null) ?? throw SsoProblems.NotProvisioned.With();
            await CheckRoleAsync(role, connection.TenantId, ct);
            var account = await signup.EnsureAsync(email, person.Name, null, ct);
            await signup.JoinAsync(account, connection.TenantId, role, ct);
            await journal.NoteAsync("joinedBySso", account, connection.TenantId, byOwner: true, ct, new { role });
            known = await accounts.FindAsync(account, ct);
        }
        await LinkAsync(connection, person, known!.Id, domain, ct);
        return known.Id;
    }

    private async Task LinkAsync(SsoConnection connection, ExternalPerson person, Guid account, string domain, CancellationToken ct)
    {
        var made = await control.ExecuteAsync(
            """
            insert into identity.external_identities (tenant_id, issuer, subject, account_id, domain, created_at) values (@TenantId, @Issuer, @Subject, @account, @domain, @now)
            on conflict on constraint external_identities_account do nothing
            """, new { connection.TenantId, person.Issuer, person.Subject, account, domain, now = clock.GetUtcNow() }, ct);
        if (made == 0) throw SsoProblems.IdentityConflict.With();
        await journal.NoteAsync("ssoLinked", account, connection.TenantId, byOwner: true, ct, new { person.Issuer });
    }

    /// <summary>Accepts the open invitation to the address, if there is one.</summary>
    private Task<string?> InvitedAsAsync(SsoConnection connection, string email, CancellationToken ct) => control.FirstAsync<string>(
        "update identity.invitations set accepted_at = @now where tenant_id = @TenantId and email = @email and accepted_at is null and revoked_at is null and expires_at > @now returning role",
        new { connection.TenantId, email = Account.Normalise(email), now = clock.GetUtcNow() }, ct);

    /// <summary>A role of the company's own may have been removed since it was chosen.</summary>
    private async Task CheckRoleAsync(string role, Guid tenantId, CancellationToken ct)
    {
        if (!Role.IsBuiltIn(role) && !await control.FirstAsync<bool>("select exists (select from identity.roles where id::text = @role and tenant_id = @tenantId)", new { role, tenantId }, ct))
            throw SsoProblems.NotProvisioned.With("The role that new members get does not exist any more.");
    }

    private Task<string?> StatusAsync(Guid account, Guid tenantId, CancellationToken ct) =>
        control.FirstAsync<string>("select status from identity.memberships where account_id = @account and tenant_id = @tenantId", new { account, tenantId }, ct);
}
