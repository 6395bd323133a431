namespace Crm.Contracts.Tenancy;

/// <summary>What login asks of Tenancy, which owns the catalog.</summary>
public interface ITenantDirectory
{
    ValueTask<TenantInfo?> FindAsync(Guid id, CancellationToken ct);

    ValueTask<TenantInfo?> FindBySlugAsync(string slug, CancellationToken ct);
}

/// <summary>A tenant as the catalog knows it.</summary>
/// <param name="State"><c>active</c>, <c>suspended</c> or <c>deleted</c>.</param>
public sealed record TenantInfo(Guid Id, string Slug, string Organization, string State);
