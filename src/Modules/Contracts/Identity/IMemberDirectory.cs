namespace Crm.Contracts.Identity;

/// <summary>What other rooms may ask about the people of the caller's company.</summary>
public interface IMemberDirectory
{
    /// <summary>Whether the account is an active member. Asked of what the node remembers, so it costs nothing as a rule.</summary>
    ValueTask<bool> WorksHereAsync(Guid accountId, CancellationToken ct);

    /// <summary>Accounts in the team, active or not; null if there is no such team. Remembered like the members.</summary>
    ValueTask<IReadOnlyList<Guid>?> TeamAsync(Guid teamId, CancellationToken ct);
}
