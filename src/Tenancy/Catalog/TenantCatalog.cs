using System.Collections.Concurrent;
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

    private readonly ConcurrentDictionary<string, TenantRow> rows = new();
    private readonly ConcurrentDictionary<string, string> slugs = new();

    /// <summary>Says, on every node, that a tenant's row changed; what was remembered of it is already dropped.</summary>
    public event Action<string>? Changed;

    public async ValueTask<TenantRow?> FindAsync(string key, CancellationToken ct = default) =>
        rows.TryGetValue(key, out var row) ? row
        : Guid.TryParseExact(key, "N", out var id) ? await LoadAsync("t.id = @value", id, ct)
        : null;

    public async ValueTask<TenantRow?> FindSlugAsync(string slug, CancellationToken ct = default) =>
        slugs.TryGetValue(slug, out var key) ? await FindAsync(key, ct) : await LoadAsync("t.slug = @value and t.state <> 'deleted'", slug, ct);

    /// <summary>Forgets one tenant, or all of them after notices may have been missed.</summary>
    public void Forget(string? key = null)
    {
        slugs.Clear();
        foreach (var forgotten in key is null ? rows.Keys : [key])
        {
            rows.TryRemove(forgotten, out _);
            Changed?.Invoke(forgotten);
        }
    }

    async ValueTask<TenantInfo?> ITenantDirectory.FindAsync(Guid id, CancellationToken ct) => Info(await FindAsync(TenantRow.KeyOf(id), ct));

    async ValueTask<TenantInfo?> ITenantDirectory.FindBySlugAsync(string slug, CancellationToken ct) => Info(await FindSlugAsync(slug, ct));

    private static TenantInfo? Info(TenantRow? row) => row is null ? null : new(row.Id, row.Slug, row.Organization, row.State);

    private async ValueTask<TenantRow?> LoadAsync(string where, object value, CancellationToken ct)
    {
        await using var connection = await control.Source.OpenConnectionAsync(ct);
        var row = await connection.QueryFirstOrDefaultAsync<TenantRow>(new CommandDefinition($"{Select} where {where}", new { value }, cancellationToken: ct));
        if (row is null) return null;
        slugs[row.Slug] = row.Key;
        return rows[row.Key] = row;
    }
}
