namespace Crm.Contracts.Companies;

/// <summary>What other rooms may ask about companies. One out of the caller's reach is not there.</summary>
public interface ICompanyDirectory
{
    /// <summary>Whether there is this company and it is not in the trash.</summary>
    Task<bool> ExistsAsync(Guid companyId, CancellationToken ct);

    /// <summary>The live company that has the domain.</summary>
    /// <param name="domain">However it is written.</param>
    Task<Guid?> FindByDomainAsync(string domain, CancellationToken ct);
}
