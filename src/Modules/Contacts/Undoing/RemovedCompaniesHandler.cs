using Crm.Contracts.Companies;
using Crm.Kernel;
using Crm.Kernel.Merging;
using Marten;

namespace Crm.Contacts.Undoing;

/// <summary>Takes contacts that stay out of companies that do not.</summary>
public static class RemovedCompaniesHandler
{
    private const int Page = 500;

    public static async Task Handle(CompaniesWritten e, IDocumentSession session, CancellationToken ct)
    {
        if (e.Removed.Count == 0) return;
        while (await session.HoldSomeAsync<Contact>(new("d.company_ids && ?::uuid[]", e.Removed.ToArray()), Page, ct) is { Count: > 0 } contacts)
        {
            foreach (var contact in contacts)
            {
                contact.BeWith([.. contact.Companies.Where(a => !e.Removed.Contains(a.CompanyId))]);
                contact.Mend();
                contact.Touch("system", e.At);
            }
            await session.UpdateSetAsync(contacts, ct);
        }
    }
}
