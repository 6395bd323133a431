using Crm.Identity.Accounts;
using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Problems;

namespace Crm.Identity.Sso;

/// <summary>Reads and writes the company's connection in the scope's control transaction.</summary>
internal sealed class SsoConnections(ControlSession control, Caller caller, Secrets secrets, AccessJournal journal, TimeProvider clock)
{
    public async Task<SsoConnection> GetAsync(CancellationToken ct, bool locked = false) =>
        await control.FirstAsync<SsoConnection>($"select * from identity.sso_connections where tenant_id = @TenantId {(locked ? "for update" : "")}", new { caller.TenantId }, ct) ?? throw KernelProblems.NotFound.With();

    /// <summary>By which people get into the company.</summary>
    public Task<SsoConnection?> FindActiveAsync(Guid tenantId, CancellationToken ct) =>
        control.FirstAsync<SsoConnection>("select * from identity.sso_connections where tenant_id = @tenantId and status = 'active'", new { tenantId }, ct);

    public async Task<SsoConnection> AddAsync(SsoConnectionFields fields, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var added = With(new() { Id = Guid.CreateVersion7(), TenantId = caller.TenantId, Version = 1, CreatedAt = now }, fields);
        await control.ExecuteAsync(
            """
            insert into identity.sso_connections (id, tenant_id, issuer, client_id, sealed_secret, scopes, default_role, jit_provisioning, status, created_at, updated_at)
            values (@Id, @TenantId, @Issuer, @ClientId, @SealedSecret, @Scopes, @DefaultRole, @JitProvisioning, @Status, @CreatedAt, @UpdatedAt)
            """, added, ct);
        await journal.NoteAsync("created", "ssoConnection", added.Id, ct, after: fields.ForJournal());
        return added;
    }

    public async Task<SsoConnection> ChangeAsync(SsoConnection before, SsoConnectionFields fields, CancellationToken ct)
    {
        if (fields.SameAs(before.AsFields)) return before;
        var changed = With(before with { Version = before.Version + 1 }, fields);
        if (changed.Status != SsoConnection.Active) await CheckFreeAsync(ct);
        await control.ExecuteAsync(
            """
            update identity.sso_connections
            set issuer = @Issuer, client_id = @ClientId, sealed_secret = @SealedSecret, scopes = @Scopes, default_role = @DefaultRole, jit_provisioning = @JitProvisioning, status = @Status,
                version = @Version, updated_at = @UpdatedAt
            where id = @Id
            """, changed, ct);
        if (changed.Status != SsoConnection.Active || changed.Issuer != before.Issuer || changed.ClientId != before.ClientId) await EndSessionsAsync(before.Id, "ssoConnectionChanged", ct);
        await journal.NoteAsync("updated", "ssoConnection", before.Id, ct, before.AsFields.ForJournal(), fields.ForJournal());
        return changed;
    }

    public async Task RemoveAsync(SsoConnection connection, CancellationToken ct)
    {
        await CheckFreeAsync(ct);
        await control.ExecuteAsync("delete from identity.sso_connections where id = @Id", new { connection.Id }, ct);
        await EndSessionsAsync(connection.Id, "ssoConnectionRemoved", ct);
        await journal.NoteAsync("deleted", "ssoConnection", connection.Id, ct, before: connection.AsFields.ForJournal());
    }

    /// <summary>Nobody locks the company out: the demand goes first. Its row is held, so that it is not made meanwhile.</summary>
    private async Task CheckFreeAsync(CancellationToken ct)
    {
        if (await control.FirstAsync<bool>("select sso_required from identity.security_policies where tenant_id = @TenantId for update", new { caller.TenantId }, ct)) throw SsoProblems.InUse.With();
    }

    // After the row is changed: a login under way holds it until its session is there to be ended.
    private Task<int> EndSessionsAsync(Guid id, string reason, CancellationToken ct) => control.ExecuteAsync(
        "update identity.sessions set revoked_at = @now, revoked_reason = @reason where sso_connection_id = @id and revoked_at is null", new { id, reason, now = clock.GetUtcNow() }, ct);

    private SsoConnection With(SsoConnection connection, SsoConnectionFields fields) => connection with
    {
        Issuer = fields.Issuer,
        ClientId = fields.ClientId,
        SealedSecret = fields.ClientSecret is { } secret ? secrets.Seal(SsoConnection.Purpose, secret) : connection.SealedSecret,
        Scopes = [.. fields.Scopes.Distinct()],
        DefaultRole = fields.DefaultRole,
        JitProvisioning = fields.JitProvisioning,
        Status = fields.Status,
        UpdatedAt = clock.GetUtcNow(),
    };
}
