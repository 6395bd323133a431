using Crm.Contracts.Companies;
using Crm.Contracts.Records;
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

    public static Task<OutgoingMessages> Handle(CompaniesWritten e, IDocumentSession session, CancellationToken ct) => TakeOutAsync(session, e.Removed, e.At, ct);

    public static Task<OutgoingMessages> Handle(RecordsPurged e, IDocumentSession session, CancellationToken ct) => TakeOutAsync(session, e.Object == "company" ? e.Ids : [], e.At, ct);

    private static async Task<OutgoingMessages> TakeOutAsync(IDocumentSession session, IReadOnlyList<Guid> companies, DateTimeOffset at, CancellationToken ct)
    {
        var told = new OutgoingMessages();
        if (companies.Count == 0) return told;
        while (await session.HoldSomeAsync<Contact>(new("d.company_ids && ?::uuid[]", (object)companies.ToArray()), Page, ct) is { Count: > 0 } contacts)
        {
            foreach (var contact in contacts)
            {
                contact.BeWith([.. contact.Companies.Where(a => !companies.Contains(a.CompanyId))]);
                contact.Mend();
                contact.Touch("system", at);
            }
            await session.UpdateSetAsync(contacts, ct);
            told.Add(new RecordsTouched(Contact.Kind, [.. contacts.Select(c => c.Id)]));
        }
        return told;
    }
}
