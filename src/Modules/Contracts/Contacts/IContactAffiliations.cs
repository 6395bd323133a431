namespace Crm.Contracts.Contacts;

/// <summary>How contacts follow companies that become one, in the transaction in which they do: whoever they belong to, since otherwise they would be with nobody.</summary>
public interface IContactAffiliations
{
    /// <summary>Puts live contacts that are with one of the companies with another in its place.</summary>
    /// <param name="mergeId">To take it back by.</param>
    /// <returns>False if there are too many for one transaction; nothing was done then.</returns>
    Task<bool> MoveAsync(Guid mergeId, IReadOnlyCollection<Guid> from, Guid into, CancellationToken ct);

    /// <summary>Puts them back with whom they were, except those that were taken from the other company since.</summary>
    Task ReturnAsync(Guid mergeId, CancellationToken ct);
}
