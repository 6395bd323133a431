namespace Crm.Contracts.Companies;

/// <summary>What other rooms may ask about companies. One out of the caller's reach is not there.</summary>
public interface ICompanyDirectory
{
    /// <summary>Whether there is this company and it is not in the trash.</summary>
    Task<bool> ExistsAsync(Guid companyId, CancellationToken ct);

    /// <summary>Names of those that are there and not in the trash.</summary>
    Task<IReadOnlyDictionary<Guid, string>> NamesAsync(IReadOnlyCollection<Guid> companyIds, CancellationToken ct);

    /// <summary>Those that are there and not in the trash, which stay so until the transaction has ended: whoever merges or removes one waits, and then finds what was tied to it.</summary>
    Task<IReadOnlyCollection<Guid>> HoldAsync(IReadOnlyCollection<Guid> companyIds, CancellationToken ct);

    /// <summary>The live company that has the domain.</summary>
    /// <param name="domain">However it is written.</param>
    Task<Guid?> FindByDomainAsync(string domain, CancellationToken ct);

    /// <summary>The live companies that have these domains, by domain.</summary>
    /// <param name="domains">Normalised.</param>
    Task<IReadOnlyDictionary<string, Guid>> FindByDomainsAsync(IReadOnlyCollection<string> domains, CancellationToken ct);
}
