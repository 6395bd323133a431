using Crm.Contracts.Companies;
using Crm.Kernel;
using Crm.Kernel.Merging;
using Crm.Kernel.Segments;
using Marten;
using Wolverine;

namespace Crm.Contacts.Undoing;

/// <summary>Takes contacts that stay out of companies that do not.</summary>
public static class RemovedCompaniesHandler
{
    private const int Page = 500;

    public static async Task<OutgoingMessages> Handle(CompaniesWritten e, IDocumentSession session, CancellationToken ct)
    {
        var told = new OutgoingMessages();
        if (e.Removed.Count == 0) return told;
        while (await session.HoldSomeAsync<Contact>(new("d.company_ids && ?::uuid[]", e.Removed.ToArray()), Page, ct) is { Count: > 0 } contacts)
        {
            foreach (var contact in contacts)
            {
                contact.BeWith([.. contact.Companies.Where(a => !e.Removed.Contains(a.CompanyId))]);
                contact.Mend();
                contact.Touch("system", e.At);
            }
            await session.UpdateSetAsync(contacts, ct);
            told.Add(new RecordsTouched(Contact.Kind, [.. contacts.Select(c => c.Id)]));
        }
        return told;
    }
}
