using Crm.Contracts.Contacts;
using Marten;

namespace Crm.Contacts;

internal sealed class ContactDirectory(IDocumentSession session) : IContactDirectory
{
    // Loaded and not counted: a contact out of the caller's reach is not there.
    public async Task<bool> ExistsAsync(Guid contactId, CancellationToken ct) => await session.LoadAsync<Contact>(contactId, ct) is { Deleted: false };
}
