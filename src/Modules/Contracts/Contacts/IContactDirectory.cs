namespace Crm.Contracts.Contacts;

/// <summary>What other rooms may ask about contacts.</summary>
public interface IContactDirectory
{
    /// <summary>Whether the company has this contact and it is not in the trash: true from the moment of its creation.</summary>
    Task<bool> ExistsAsync(Guid contactId, CancellationToken ct);

    /// <summary>How many live contacts within the caller's reach are with the companies of each group, a contact that is with several of them counted once. Groups without any are left out.</summary>
    /// <returns>Null if the caller may see no contacts, or not with which companies they are.</returns>
    Task<IReadOnlyDictionary<Guid, int>?> CountAsync(IReadOnlyCollection<GroupedCompany> companies, CancellationToken ct);
}

/// <summary>That a company counts for a group.</summary>
public readonly record struct GroupedCompany(Guid Group, Guid CompanyId);
