using Crm.Contacts.Merging;
using Crm.Contracts.Contacts;
using Crm.Kernel;
using Crm.Kernel.ChangeLog;
using Crm.Kernel.Http;
using Crm.Kernel.Merging;
using Marten;

namespace Crm.Contacts.Affiliations;

/// <summary>Lets contacts follow companies that become one, and several again.</summary>
internal sealed class ContactAffiliations(IDocumentSession session, Outbox outbox, Caller caller, TimeProvider clock) : IContactAffiliations
{
    private const int Most = 2000;

    public async Task<bool> MoveAsync(Guid mergeId, IReadOnlyCollection<Guid> from, Guid into, CancellationToken ct)
    {
        if (await session.HoldAsync<Contact>(new("d.company_ids && ?::uuid[]", (object)from.ToArray()), Most, ct) is not { } contacts) return false;
        foreach (var contact in contacts)
        {
            var before = ContactFields.Of(contact);
            contact.BeWith(Affiliation.Joined(contact.Companies, from, into));
            contact.Touch(caller.Actor, clock.GetUtcNow());
            await SaveAsync(contact, before);
        }
        if (contacts.Count > 0) session.Insert(new CompanyMove { Id = mergeId, To = into, Contacts = [.. contacts.Select(c => new ChangedByMerge(c.Id, c.Version + 1))] });
        return true;
    }

    public async Task ReturnAsync(Guid mergeId, CancellationToken ct)
    {
        if (await session.LoadAsync<CompanyMove>(mergeId, ct) is not { } move) return;
        var ids = move.Contacts.Select(c => c.Id).ToArray();
        var contacts = await session.HoldAsync<Contact>(new("d.id = any(?::uuid[]) and d.company_ids @> array[?::uuid]", ids, move.To), Most, ct) ?? [];
        var changes = await ChangeFeed.ValuesAtAsync(session, "contact", move.Contacts, ct);
        foreach (var contact in contacts.Where(c => changes.ContainsKey(c.Id)))
        {
            var reversed = new MergeDifference(changes[contact.Id]).TakeFrom(contact, ContactMerge.Shape, session.DocumentStore.Options.Serializer());
            if (reversed.ChangedSince) reversed.Record.Mend();
            if (reversed.ChangedSince) reversed.Record.Touch(caller.Actor, clock.GetUtcNow());
            await SaveAsync(reversed.Record, ContactFields.Of(contact));
        }
        session.Delete(move);
    }

    private async Task SaveAsync(Contact contact, ContactFields before)
    {
        session.UpdateRevision(contact, contact.Version + 1);
        var (now, changed) = (clock.GetUtcNow(), Members.Changed(before, ContactFields.Of(contact)));
        if (changed.Count > 0) await outbox.PublishAsync(new ContactUpdated(Guid.CreateVersion7(now), contact.Id, contact.FullName, changed, caller.Actor, now));
    }
}
