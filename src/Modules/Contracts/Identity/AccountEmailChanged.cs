namespace Crm.Contracts.Identity;

/// <summary>An account has another address; told once for each company that it belongs to. What it is, the account says: these may overtake each other.</summary>
public sealed record AccountEmailChanged(Guid EventId, Guid AccountId, Guid TenantId);
