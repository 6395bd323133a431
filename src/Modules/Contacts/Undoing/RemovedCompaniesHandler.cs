using Crm.Contracts.Companies;
using Crm.Contracts.Records;
using Crm.Kernel;
using Crm.Kernel.Merging;
using Marten;

namespace Crm.Contacts.Undoing;

/// <summary>Takes contacts that stay out of companies that do not.</summary>
public static class RemovedCompaniesHandler
{
    private const int Page = 500;

    public static Task Handle(CompaniesWritten e, IDocumentSession session, CancellationToken ct) => TakeOutAsync(session, e.Removed, e.At, ct);

    public static Task Handle(RecordsPurged e, IDocumentSession session, CancellationToken ct) => e.Object == "company" ? TakeOutAsync(session, e.Ids, e.At, ct) : Task.CompletedTask;

    private static async Task TakeOutAsync(IDocumentSession session, IReadOnlyList<Guid> companies, DateTimeOffset at, CancellationToken ct)
    {
        if (companies.Count == 0) return;
        while (await session.HoldSomeAsync<Contact>(new("d.company_ids && ?::uuid[]", (object)companies.ToArray()), Page, ct) is { Count: > 0 } contacts)
        {
            foreach (var contact in contacts)
            {
                contact.BeWith([.. contact.Companies.Where(a => !companies.Contains(a.CompanyId))]);
                contact.Mend();
                contact.Touch("system", at);
            }
            await session.UpdateSetAsync(contacts, ct);
        }
    }
}
