namespace Crm.Contracts.Contacts;

/// <summary>What other rooms may ask about contacts.</summary>
public interface IContactDirectory
{
    /// <summary>Whether the company has this contact and it is not in the trash: true from the moment of its creation.</summary>
    Task<bool> ExistsAsync(Guid contactId, CancellationToken ct);
}
