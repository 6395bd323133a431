using Crm.Contracts.Tenancy;
using Crm.Kernel.Control;
using Dapper;

namespace Crm.Tenancy.Catalog;

/// <summary>The catalog's rows, cached per node until a notice says that one changed: reads of an active tenant never wait for the control database.</summary>
public sealed class TenantCatalog(ControlDatabase control) : ITenantDirectory
{
    private const string Select = """
        select replace(t.id::text, '-', '') as key, t.slug, t.organization, t.state, s.host, s.port, t.database, t.role, t.sealed_password, t.schema_version
        from catalog.tenants t join catalog.servers s on s.name = t.server
        """;

    private const int Most = 50_000;

    private readonly Remembered<string, TenantRow> rows = new(Most);
    private readonly Remembered<string, TenantRow> slugs = new(Most);

    /// <summary>Says, on every node, that a tenant's row changed; what was remembered of it is already dropped.</summary>
    public event Action<string>? Changed;

    public ValueTask<TenantRow?> FindAsync(string key, CancellationToken ct = default) => rows.FindAsync(key, ByKeyAsync, ct);

    public ValueTask<TenantRow?> FindSlugAsync(string slug, CancellationToken ct = default) => slugs.FindAsync(slug, BySlugAsync, ct);

    /// <summary>Forgets one tenant, or all of them after notices may have been missed.</summary>
    public void Forget(string? key = null)
    {
        slugs.Forget(_ => true);
        IReadOnlyList<string> forgotten = key is null ? [.. rows.Keys] : [key];
        rows.Forget(kept => key is null || kept == key);
        foreach (var one in forgotten) Changed?.Invoke(one);
    }

    async ValueTask<TenantInfo?> ITenantDirectory.FindAsync(Guid id, CancellationToken ct) => Info(await FindAsync(TenantRow.KeyOf(id), ct));

    async ValueTask<TenantInfo?> ITenantDirectory.FindBySlugAsync(string slug, CancellationToken ct) => Info(await FindSlugAsync(slug, ct));

    private static TenantInfo? Info(TenantRow? row) => row is null ? null : new(row.Id, row.Slug, row.Organization, row.State);

    private Task<TenantRow?> ByKeyAsync(string key, CancellationToken ct) =>
        Guid.TryParseExact(key, "N", out var id) ? LoadAsync("t.id = @value", id, ct) : Task.FromResult<TenantRow?>(null);

    private Task<TenantRow?> BySlugAsync(string slug, CancellationToken ct) => LoadAsync("t.slug = @value and t.state <> 'deleted'", slug, ct);

    private async Task<TenantRow?> LoadAsync(string where, object value, CancellationToken ct)
    {
        await using var connection = await control.Lookups.OpenConnectionAsync(ct);
        return await connection.QueryFirstOrDefaultAsync<TenantRow>(new CommandDefinition($"{Select} where {where}", new { value }, cancellationToken: ct));
    }
}
