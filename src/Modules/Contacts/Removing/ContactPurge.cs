using Crm.Contacts.Consents;
using Crm.Contacts.Merging;
using Crm.Kernel;
using Crm.Kernel.Purging;
using Marten;

namespace Crm.Contacts.Removing;

/// <summary>Contacts that leave the trash for good. What was said of consents by those that became part of another is that one's.</summary>
internal sealed class ContactPurge() : RecordPurge(Contact.Kind, typeof(Contact))
{
    public override string MergedInto => "d.merged_into";

    public override async Task<IEnumerable<object>> PurgeAsync(IDocumentSession session, IReadOnlyList<PurgedRecord> records, CancellationToken ct)
    {
        var into = records.Where(r => r.Into is not null).ToDictionary(r => r.Id, r => r.Into!.Value);
        foreach (var consent in await session.QueryAsync<Consent>("where d.contact_id = any(?::uuid[])", ct, into.Keys.ToArray())) session.Store(consent.Of(into[consent.ContactId]));
        Guid[] own = [.. records.Where(r => r.Into is null).Select(r => r.Id)];
        await session.DeleteSetAsync<Consent>(await session.AdvancedSql.QueryAsync<Guid>("select d.id from contacts.mt_doc_consent as d where d.contact_id = any(?::uuid[])", ct, own), ct);
        await RemoveAsync(session, [.. records.Select(r => r.Id)], ct);
        return [];
    }

    /// <summary>The contacts themselves, and what stands beside them.</summary>
    public static async Task RemoveAsync(IDocumentSession session, Guid[] ids, CancellationToken ct)
    {
        await session.DeleteSetAsync<ContactMerge>(await session.AdvancedSql.QueryAsync<Guid>("select d.id from contacts.mt_doc_contactmerge as d where (d.data ->> 'contactId')::uuid = any(?::uuid[])", ct, ids), ct);
        await ForgetBesideAsync(session, ids, ct);
        await session.DeleteSetAsync<Contact>(ids, ct);
    }
}
