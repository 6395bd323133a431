using Crm.Contracts.Contacts;
using Marten;

namespace Crm.Contacts;

internal sealed class ContactDirectory(IDocumentSession session) : IContactDirectory
{
    public Task<bool> ExistsAsync(Guid contactId, CancellationToken ct) => session.Query<Contact>().AnyAsync(c => c.Id == contactId, ct);
}
