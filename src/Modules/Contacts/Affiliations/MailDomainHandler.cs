using Crm.Contracts.Companies;
using Crm.Contracts.Contacts;
using Crm.Kernel.Values;
using Marten;
using Wolverine;

namespace Crm.Contacts.Affiliations;

/// <summary>
/// Puts contacts that are with nobody with the company that has their mail domain. A company that takes a domain and a contact that is written at the same time
/// do not see each other; whichever commits last, its message does.
/// </summary>
public static class MailDomainHandler
{
    private const int Batch = 200;
    private const string Actor = "system";

    public static async Task<OutgoingMessages> Handle(CompanyDomainsTaken e, IDocumentSession session, ICompanyDirectory companies, TimeProvider clock, CancellationToken ct)
    {
        var still = (await companies.FindByDomainsAsync(e.Domains, ct)).Where(d => d.Value == e.CompanyId && !PublicMailDomains.Contain(d.Key)).Select(d => d.Key).ToArray();
        if (still.Length == 0) return [];
        var found = await WaitingAsync(session, "d.email_domains && ?::text[]", still, ct);
        var told = new OutgoingMessages();
        foreach (var contact in found) told.Add(Place(session, contact, e.CompanyId, clock.GetUtcNow()));
        if (found.Count == Batch) told.Add(e with { EventId = Guid.CreateVersion7(clock.GetUtcNow()) });
        return told;
    }

    public static async Task<OutgoingMessages> Handle(ContactWithoutCompany e, IDocumentSession session, ICompanyDirectory companies, TimeProvider clock, CancellationToken ct)
    {
        if (await WaitingAsync(session, "d.id = ?", e.ContactId, ct) is not [var contact]) return [];
        var found = await companies.FindByDomainsAsync(contact.EmailDomains, ct);
        return Array.Find(contact.EmailDomains, found.ContainsKey) is { } domain ? [Place(session, contact, found[domain], clock.GetUtcNow())] : [];
    }

    public static async Task<OutgoingMessages> Handle(ContactsWithoutCompany e, IDocumentSession session, ICompanyDirectory companies, TimeProvider clock, CancellationToken ct)
    {
        var table = session.DocumentStore.Options.Schema.For<Contact>();
        var domains = await session.AdvancedSql.QueryAsync<string>($"select distinct unnest(d.email_domains) from {table} as d where d.id = any(?::uuid[]) and not d.mt_deleted and d.company_ids = '{{}}'", ct, (object)e.ContactIds.ToArray());
        var found = await companies.FindByDomainsAsync([.. domains], ct);
        if (found.Count == 0) return [];
        await session.BeginTransactionAsync(ct);
        var waiting = await session.QueryAsync<Contact>($"where d.id = any(?::uuid[]) and d.email_domains && ?::text[] and not d.mt_deleted and d.company_ids = '{{}}' order by d.id limit {Batch} for update", ct, e.ContactIds.ToArray(), found.Keys.ToArray());
        var told = new OutgoingMessages();
        foreach (var contact in waiting) told.Add(Place(session, contact, found[Array.Find(contact.EmailDomains, found.ContainsKey)!], clock.GetUtcNow()));
        if (waiting.Count == Batch) told.Add(e with { EventId = Guid.CreateVersion7(clock.GetUtcNow()) });
        return told;
    }

    // Locked, since both messages come for the same contacts at the same time.
    private static async Task<IReadOnlyList<Contact>> WaitingAsync(IDocumentSession session, string which, object value, CancellationToken ct)
    {
        await session.BeginTransactionAsync(ct);
        return await session.QueryAsync<Contact>($"where {which} and not d.mt_deleted and d.company_ids = '{{}}' order by d.id limit {Batch} for update", ct, value);
    }

    private static ContactUpdated Place(IDocumentSession session, Contact contact, Guid company, DateTimeOffset now)
    {
        contact.BeWith([Affiliation.With(company)]);
        contact.Touch(Actor, now);
        session.UpdateRevision(contact, contact.Version + 1);
        return new(Guid.CreateVersion7(now), contact.Id, contact.FullName, ["companyId", "companies"], Actor, now);
    }
}
