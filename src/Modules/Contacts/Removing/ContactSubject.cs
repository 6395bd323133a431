using Crm.Contacts.Merging;
using Crm.Kernel;
using Crm.Kernel.Privacy;
using Crm.Kernel.Problems;
using Crm.Kernel.Ties;
using Crm.Kernel.Undoing;
using Marten;

namespace Crm.Contacts.Removing;

/// <summary>Contacts stand for people: each with those that became part of it, and of them.</summary>
internal sealed class ContactSubject() : SubjectKind(Contact.Kind)
{
    public override async Task<Resource?> LoadAsync(IQuerySession session, Guid id, CancellationToken ct)
    {
        var contact = await session.LoadAsync<Contact>(id, ct);
        if (contact is not null) CheckWhole(contact);
        return contact;
    }

    public override async Task<Subject?> FindAsync(IDocumentSession session, Guid id, CancellationToken ct)
    {
        // Held before those that became part of it are looked for: until the transaction has ended no merge takes it, or adds to it.
        if (!(await session.HeldAsync<Contact>([id], ct)).TryGetValue(id, out var contact)) return null;
        CheckWhole(contact);
        var ids = await OwnAsync(session, id, ct);
        var held = await session.HeldAsync<Contact>([.. ids], ct);
        var addresses = EmailClaim.Keys(held.Values.SelectMany(c => c.Emails).Select(e => e.Address));
        // What is shorter is found everywhere.
        string[] words = [.. held.Values.SelectMany(c => c.Phones.SelectMany(p => new[] { p.Number, p.Raw }).Append(c.FullName)).OfType<string>().Select(w => w.ToLowerInvariant()).Concat(addresses).Where(w => w.Length > 5).Distinct()];
        return new(Contact.Kind, ids, addresses, words, [.. held.Values.SelectMany(c => c.CompanyIds).Distinct().Select(c => new RecordRef { Type = "company", Id = c })]);
    }

    /// <summary>Of one that became part of another, the other has what the person is known by: to be asked for itself.</summary>
    private static void CheckWhole(Contact contact)
    {
        if (contact is { Deleted: true, MergedInto: { } into }) throw new ProblemException(ContactProblems.Merged) { MergedInto = into };
    }

    /// <summary>Merges tell of those as well that are purged since.</summary>
    private static async Task<IReadOnlyList<Guid>> OwnAsync(IDocumentSession session, Guid id, CancellationToken ct)
    {
        var table = session.DocumentStore.Options.Schema.For<ContactMerge>();
        var others = await session.AdvancedSql.QueryAsync<Guid>($"""
            with recursive own as (
              select ?::uuid as id union
              select l.id from own join (
                select d.id, d.merged_into as survivor from contacts.mt_doc_contact as d where d.mt_deleted and d.merged_into is not null
                union all
                select (f.id)::uuid, (m.data ->> 'contactId')::uuid from {table} as m, jsonb_array_elements_text(m.data -> 'from') as f(id)
                where m.data ->> 'reversedAt' is null and not exists (select from contacts.mt_doc_contact as c where c.id = f.id::uuid)
              ) as l on l.survivor = own.id
            ) select id from own where id <> ?
            """, ct, id, id);
        return [id, .. others];
    }
}
