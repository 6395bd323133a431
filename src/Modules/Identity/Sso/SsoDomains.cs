using Crm.Identity.Accounts;
using Crm.Identity.Tokens;
using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Problems;

namespace Crm.Identity.Sso;

/// <summary>Reads and writes the company's mail domains in the scope's control transaction.</summary>
internal sealed class SsoDomains(ControlSession control, Caller caller, AccessJournal journal, TimeProvider clock)
{
    public const string Select = "select d.* from identity.sso_domains d where d.tenant_id = @TenantId";

    public async Task<SsoDomain> GetAsync(Guid id, CancellationToken ct, bool locked = false) =>
        await control.FirstAsync<SsoDomain>($"{Select} and id = @id {(locked ? "for update" : "")}", new { caller.TenantId, id }, ct) ?? throw KernelProblems.NotFound.With();

    public async Task<SsoDomain> AddAsync(string domain, CancellationToken ct)
    {
        var added = new SsoDomain { Id = Guid.CreateVersion7(), TenantId = caller.TenantId, Domain = domain, Challenge = OpaqueToken.New(), CreatedAt = clock.GetUtcNow() };
        await control.ExecuteAsync(
            "insert into identity.sso_domains (id, tenant_id, domain, challenge, created_at) values (@Id, @TenantId, @Domain, @Challenge, @CreatedAt)",
            new { added.Id, added.TenantId, added.Domain, added.Challenge, added.CreatedAt }, ct);
        await journal.NoteAsync("created", "ssoDomain", added.Id, ct, after: new { added.Domain });
        return added;
    }

    public async Task<SsoDomain> VerifyAsync(SsoDomain domain, CancellationToken ct)
    {
        var verified = domain with { VerifiedAt = clock.GetUtcNow() };
        await control.ExecuteAsync("update identity.sso_domains set verified_at = @VerifiedAt where id = @Id", new { verified.VerifiedAt, verified.Id }, ct);
        await journal.NoteAsync("verified", "ssoDomain", domain.Id, ct, after: new { domain.Domain });
        return verified;
    }

    /// <summary>With the links that stood on its proof, and the sessions that came by them.</summary>
    public async Task RemoveAsync(SsoDomain domain, CancellationToken ct)
    {
        await control.ExecuteAsync("delete from identity.sso_domains where id = @Id", new { domain.Id }, ct);
        await control.ExecuteAsync(
            """
            update identity.sessions set revoked_at = @now, revoked_reason = 'ssoDomainRemoved'
            where tenant_id = @TenantId and sso_connection_id is not null and revoked_at is null
              and account_id in (select account_id from identity.external_identities where tenant_id = @TenantId and domain = @Domain);
            delete from identity.external_identities where tenant_id = @TenantId and domain = @Domain;
            """,
            new { domain.TenantId, domain.Domain, now = clock.GetUtcNow() }, ct);
        await journal.NoteAsync("deleted", "ssoDomain", domain.Id, ct, before: new { domain.Domain });
    }
}
