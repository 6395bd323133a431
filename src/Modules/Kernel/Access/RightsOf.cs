namespace Crm.Kernel.Access;

/// <summary>What people may do, for work that goes on in their name after their request has ended. Answered by Identity.</summary>
public abstract class RightsOf
{
    /// <summary>The rights of an active member as they are now; null for anybody else.</summary>
    public abstract ValueTask<Rights?> FindAsync(Guid tenant, Guid account, CancellationToken ct);

    /// <summary>Accounts of active members by the addresses they log in with; addresses of nobody are left out.</summary>
    /// <param name="emails">However they are written.</param>
    /// <returns>By the address in lower case.</returns>
    public abstract Task<IReadOnlyDictionary<string, Guid>> FindByEmailsAsync(Guid tenant, IReadOnlyCollection<string> emails, CancellationToken ct);
}
