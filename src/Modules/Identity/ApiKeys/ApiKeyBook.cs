using System.Text.Json;
using Crm.Identity.Accounts;
using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;

namespace Crm.Identity.ApiKeys;

/// <summary>Reads and writes the company's API keys in the scope's control transaction.</summary>
internal sealed class ApiKeyBook(ControlSession control, Caller caller, AccessJournal journal, TimeProvider clock)
{
    public const string Select = "select k.* from identity.api_keys k where k.tenant_id = @TenantId";

    public async Task<ApiKey> GetAsync(Guid id, CancellationToken ct, bool locked = false) =>
        await control.FirstAsync<ApiKey>($"{Select} and id = @id {(locked ? "for update" : "")}", new { caller.TenantId, id }, ct) ?? throw KernelProblems.NotFound.With();

    /// <summary>The key, held, for its maker only: it works with the maker's rights and records, which others must not take over or aim elsewhere.</summary>
    public async Task<ApiKey> GetOwnAsync(Guid id, CancellationToken ct)
    {
        var row = await GetAsync(id, ct, locked: true);
        return row.CreatedBy == caller.AccountId ? row : throw IdentityProblems.ApiKeyNotOwn.With();
    }

    public async Task<(ApiKey Row, string Key)> AddAsync(ApiKeyFields fields, CancellationToken ct)
    {
        var (key, publicId) = ApiKeyText.New();
        var row = With(new()
        {
            Id = Guid.CreateVersion7(),
            TenantId = caller.TenantId,
            PublicId = publicId,
            Hash = ApiKeyText.Hash(key),
            CreatedBy = caller.AccountId,
            CreatedAt = clock.GetUtcNow(),
            Version = 1,
        }, fields);
        await control.ExecuteAsync(
            """
            insert into identity.api_keys (id, tenant_id, public_id, hash, name, permissions, allowed_ips, created_by, created_at, expires_at)
            values (@Id, @TenantId, @PublicId, @Hash, @Name, @Permissions::jsonb, @AllowedIps, @CreatedBy, @CreatedAt, @ExpiresAt)
            """, new { row.Id, row.TenantId, row.PublicId, row.Hash, row.Name, row.Permissions, row.AllowedIps, row.CreatedBy, row.CreatedAt, row.ExpiresAt }, ct);
        await journal.NoteAsync("created", "apiKey", row.Id, ct, after: fields);
        return (row, key);
    }

    public async Task<ApiKey> ChangeAsync(ApiKey row, ApiKeyFields before, ApiKeyFields fields, CancellationToken ct)
    {
        var changed = With(row with { Version = row.Version + 1 }, fields);
        await control.ExecuteAsync(
            "update identity.api_keys set name = @Name, permissions = @Permissions::jsonb, allowed_ips = @AllowedIps, expires_at = @ExpiresAt, version = @Version where id = @Id",
            new { changed.Id, changed.Name, changed.Permissions, changed.AllowedIps, changed.ExpiresAt, changed.Version }, ct);
        await journal.NoteAsync("updated", "apiKey", row.Id, ct, before, fields);
        return changed;
    }

    /// <summary>A new secret; the former one works on for that long, so that programs can be moved one by one.</summary>
    public async Task<(ApiKey Row, string Key)> RotateAsync(ApiKey row, TimeSpan overlap, CancellationToken ct)
    {
        var (key, _) = ApiKeyText.Of(row.PublicId);
        var rotated = row with { Hash = ApiKeyText.Hash(key), FormerHash = row.Hash, FormerUntil = clock.GetUtcNow() + overlap, Version = row.Version + 1 };
        await control.ExecuteAsync("update identity.api_keys set hash = @Hash, former_hash = @FormerHash, former_until = @FormerUntil, version = @Version where id = @Id",
            new { rotated.Id, rotated.Hash, rotated.FormerHash, rotated.FormerUntil, rotated.Version }, ct);
        await journal.NoteAsync("rotated", "apiKey", row.Id, ct);
        return (rotated, key);
    }

    public async Task RevokeAsync(ApiKey row, CancellationToken ct)
    {
        if (row.RevokedAt is not null) return;
        await control.ExecuteAsync("update identity.api_keys set revoked_at = @now, version = version + 1 where id = @Id", new { row.Id, now = clock.GetUtcNow() }, ct);
        await journal.NoteAsync("revoked", "apiKey", row.Id, ct);
    }

    private static ApiKey With(ApiKey row, ApiKeyFields fields) => row with
    {
        Name = fields.Name.Trim(),
        Permissions = JsonSerializer.Serialize(fields.Permissions, Json.Options),
        AllowedIps = [.. fields.AllowedIps],
        ExpiresAt = fields.ExpiresAt,
    };
}
