using Crm.Identity.Access;
using Crm.Identity.Accounts;
using Crm.Identity.Sessions;
using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.Control;
using Crm.Kernel.Problems;

namespace Crm.Identity.Members;

/// <summary>Reads and writes the company's members in the scope's control transaction. A company always keeps an active owner.</summary>
internal sealed class MemberBook(ControlSession control, RoleBook roles, Caller caller, Rights rights, AccessJournal journal, TimeProvider clock)
{
    public const string Select = """
        select m.account_id, a.email_as_typed, a.full_name, m.role, m.status, m.version, m.created_at, a.picture is not null as has_picture,
          (select max(s.last_used_at) from identity.sessions s where s.account_id = m.account_id and s.tenant_id = m.tenant_id) as last_seen_at
        from identity.memberships m join identity.accounts a on a.id = m.account_id
        where m.tenant_id = @TenantId
        """;

    public async Task<Member> GetAsync(Guid accountId, CancellationToken ct) =>
        await control.FirstAsync<Member>($"{Select} and m.account_id = @accountId", new { caller.TenantId, accountId }, ct) ?? throw KernelProblems.NotFound.With();

    /// <summary>The member, with the company's memberships held: two owners who step down at once must not leave none.</summary>
    public async Task<Member> LockAsync(Guid accountId, CancellationToken ct)
    {
        await control.HoldMembersAsync(caller.TenantId, ct);
        return await GetAsync(accountId, ct);
    }

    public async Task<Member> ChangeAsync(Member member, MemberFields fields, CancellationToken ct)
    {
        var changed = member with { Role = fields.Role, Status = fields.Status };
        if (changed == member) return member;
        changed = changed with { Version = member.Version + 1 };
        await roles.CheckTouchableAsync(member.Role, rights, fields.Role == member.Role ? "/status" : "/role", ct);
        if (fields.Role != member.Role) await roles.CheckGivableAsync(fields.Role, rights, "/role", ct);
        if (changed.Role == Roles.Owner && member.Role != Roles.Owner) RecentProof.Demand(caller, clock);
        if (member.Role == Roles.Owner) await CheckOwnershipAsync(member, stays: changed is { Role: Roles.Owner, Status: MemberFieldsValidator.Active }, ct);
        await control.ExecuteAsync("update identity.memberships set role = @Role, status = @Status, version = @Version where account_id = @AccountId and tenant_id = @TenantId",
            new { changed.Role, changed.Status, changed.Version, changed.AccountId, caller.TenantId }, ct);
        if (changed.Status != MemberFieldsValidator.Active) await EndSessionsAsync(member.AccountId, "memberSuspended", ct);
        await journal.NoteAsync("updated", "member", member.AccountId, ct, new { member.Role, member.Status }, fields);
        return changed;
    }

    public async Task RemoveAsync(Member member, CancellationToken ct)
    {
        if (member.Role == Roles.Owner) await CheckOwnershipAsync(member, stays: false, ct);
        await control.ExecuteAsync("delete from identity.memberships where account_id = @AccountId and tenant_id = @TenantId", new { member.AccountId, caller.TenantId }, ct);
        await EndSessionsAsync(member.AccountId, "memberRemoved", ct);
        await journal.NoteAsync("removed", "member", member.AccountId, ct, before: new { member.Role, member.Status });
    }

    public Task EndSessionsAsync(Guid accountId, string reason, CancellationToken ct) => control.ExecuteAsync(
        "update identity.sessions set revoked_at = @now, revoked_reason = @reason where account_id = @accountId and tenant_id = @TenantId and revoked_at is null",
        new { accountId, caller.TenantId, reason, now = clock.GetUtcNow() }, ct);

    private async Task CheckOwnershipAsync(Member owner, bool stays, CancellationToken ct)
    {
        if (owner.AccountId != caller.AccountId && !rights.Permissions.ContainsKey(AccessPermissions.WriteOwners)) throw IdentityProblems.BeyondOwnRights.With("Only owners change owners.");
        if (stays) return;
        RecentProof.Demand(caller, clock);
        var others = await control.FirstAsync<long>(
            "select count(*) from identity.memberships where tenant_id = @TenantId and role = 'owner' and status = 'active' and account_id <> @AccountId", new { caller.TenantId, owner.AccountId }, ct);
        if (others == 0) throw IdentityProblems.LastOwner.With();
    }
}
