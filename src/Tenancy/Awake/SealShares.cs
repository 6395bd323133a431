using Crm.Kernel.ChangeLog.Sealing;

namespace Crm.Tenancy.Awake;

/// <summary>Every minute: what tenants have got in the control database's log is sealed. Their own databases are sealed by the agents of those awake.</summary>
public sealed record SealShares;

public static class SealSharesHandler
{
    public static Task Handle(SealShares _, Sealer sealer, CancellationToken ct) => sealer.SealSharesAsync(ct);
}
