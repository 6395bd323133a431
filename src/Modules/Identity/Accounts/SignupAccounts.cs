using Crm.Contracts.Identity;
using Crm.Identity.Access;
using Crm.Identity.Passwords;
using Crm.Kernel.Control;

namespace Crm.Identity.Accounts;

/// <summary>Answers what signup asks. Every write can be repeated.</summary>
internal sealed class SignupAccounts(ControlSession control, PasswordHasher hasher, PasswordRules rules, TimeProvider clock) : IAccounts
{
    public string? Refuse(string password, params string[] contextWords) => rules.Refuse(password, contextWords);

    public Task<string> HashAsync(string password, CancellationToken ct) => hasher.HashAsync(password, ct);

    public Task<bool> ExistsAsync(string email, CancellationToken ct) =>
        control.FirstAsync<bool>("select exists (select from identity.accounts where email = @email)", new { email = Account.Normalise(email) }, ct);

    public async Task<Guid> EnsureAsync(string email, string fullName, string? passwordHash, CancellationToken ct) =>
        await control.FirstAsync<Guid>(
            """
            insert into identity.accounts (id, email, email_as_typed, full_name, password_hash, verified_at, created_at)
            values (@id, @email, @typed, @fullName, @passwordHash, @now, @now)
            on conflict (email) do update set verified_at = coalesce(accounts.verified_at, excluded.verified_at)
            returning id
            """,
            new { id = Guid.CreateVersion7(), email = Account.Normalise(email), typed = email.Trim(), fullName, passwordHash, now = clock.GetUtcNow() }, ct);

    public async Task JoinAsync(Guid accountId, Guid tenantId, string role, CancellationToken ct)
    {
        if (!await control.HoldRoleAsync(role, tenantId, ct)) throw IdentityProblems.RoleUnknown.With();
        await control.ExecuteAsync(
            """
            insert into identity.memberships (account_id, tenant_id, role, created_at) values (@accountId, @tenantId, @role, @now)
            on conflict do nothing
            """,
            new { accountId, tenantId, role, now = clock.GetUtcNow() }, ct);
    }
}
