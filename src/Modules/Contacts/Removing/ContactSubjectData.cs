using Crm.Contacts.Consents;
using Crm.Contacts.Sets;
using Crm.Kernel;
using Crm.Kernel.ChangeLog;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Http;
using Crm.Kernel.Privacy;
using Crm.Kernel.Sets;
using Crm.Kernel.Undoing;
using Marten;

namespace Crm.Contacts.Removing;

/// <summary>The contact itself, those that became part of it, and what they said of consents. Last of all: by it the rest is found.</summary>
internal sealed class ContactSubjectData : SubjectData
{
    public override int Turn => 100;

    public override async Task<IReadOnlyDictionary<string, long>> CountAsync(IDocumentSession session, Subject subject, CancellationToken ct) => new Dictionary<string, long>
    {
        ["contacts"] = (await session.HeldAsync<Contact>([.. subject.Ids], ct)).Count,
        ["consents"] = (await ConsentsAsync(session, subject, ct)).Count,
    };

    public override async Task EraseAsync(ErasureStep work, Subject subject, CancellationToken ct)
    {
        var session = work.Session;
        var contacts = (await session.HeldAsync<Contact>([.. subject.Ids], ct)).Values.ToList();
        var live = contacts.Where(c => !c.Deleted).Select(c => new SetChange<Contact>(c, null)).ToList();
        await new ContactSet().SettleAsync(session, await CustomFieldSet.LoadAsync(session, ct), live, ct);
        var consents = await ConsentsAsync(session, subject, ct);
        await session.DeleteSetAsync<Consent>(consents, ct);
        // Contacts that the person was part of for a time tell of that in their entries.
        var others = await session.AdvancedSql.QueryAsync<string>("select distinct d.data ->> 'contactId' from contacts.mt_doc_contactmerge as d where jsonb_exists_any(d.data -> 'from', ?::text[]) and not d.data ->> 'contactId' = any(?::text[])", ct, subject.Names.ToArray(), subject.Names.ToArray());
        await ContactPurge.RemoveAsync(session, [.. subject.Ids], ct);
        work.Count("contacts", contacts.Count);
        work.Count("consents", consents.Count);
        work.Count("changeLogValues", await session.ForgetValuesAsync("consent", [.. (await LoggedConsentsAsync(session, subject, ct)).Concat(consents.Select(c => c.ToString())).Distinct()], ct)
            + await session.ForgetValuesAsync(Contact.Kind, subject.Names, ct) + await session.ForgetMentionsAsync(Contact.Kind, others, subject.Words, ct));
    }

    public override async Task ExportAsync(IDocumentSession session, Subject subject, SubjectArchive archive, CancellationToken ct)
    {
        var contacts = await session.HeldAsync<Contact>([.. subject.Ids], ct);
        await archive.WriteAsync("contact.json", new[] { contacts[subject.Id] }.Select(ContactView.Of).ToAsyncEnumerable(), Json.Options, ct);
        await archive.WriteAsync("predecessors.json", contacts.Values.Where(c => c.Id != subject.Id).Select(ContactView.Of).ToAsyncEnumerable(), Json.Options, ct);
        var consents = await session.QueryAsync<Consent>("where d.contact_id = any(?::uuid[]) order by d.at, d.id", ct, (object)subject.Ids.ToArray());
        await archive.WriteAsync("consents.json", consents.ToAsyncEnumerable(), Json.Options, ct);
    }

    private static async Task<IReadOnlyList<Guid>> ConsentsAsync(IDocumentSession session, Subject subject, CancellationToken ct) =>
        await session.AdvancedSql.QueryAsync<Guid>("select d.id from contacts.mt_doc_consent as d where d.contact_id = any(?::uuid[])", ct, (object)subject.Ids.ToArray());

    /// <summary>Those that went before.</summary>
    private static Task<IReadOnlyList<string>> LoggedConsentsAsync(IDocumentSession session, Subject subject, CancellationToken ct) =>
        session.AdvancedSql.QueryAsync<string>("select distinct c.object_id from kernel.changes c join kernel.change_values v on v.change_id = c.id where c.object = 'consent' and (v.after ->> 'contactId' = any(?::text[]) or v.before ->> 'contactId' = any(?::text[]))", ct, subject.Names.ToArray(), subject.Names.ToArray());
}
