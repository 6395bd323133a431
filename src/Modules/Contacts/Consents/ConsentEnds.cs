using Crm.Contracts.Contacts;
using Marten;

namespace Crm.Contacts.Consents;

/// <summary>Waits for the moment until which a consent was given.</summary>
public sealed record ConsentEnds(Guid ContactId, Guid ConsentId);

/// <summary>Lets what was given for a time expire, unless something else was said since.</summary>
public static class ConsentEndsHandler
{
    public static async Task<ContactConsentChanged?> Handle(ConsentEnds e, IDocumentSession session, TimeProvider clock, CancellationToken ct)
    {
        var (now, contact) = (clock.GetUtcNow(), await session.LoadAsync<Contact>(e.ContactId, ct));
        while (contact is { Deleted: true, MergedInto: { } into }) contact = await session.LoadAsync<Contact>(into, ct);
        if (contact is not { Deleted: false } || contact.Consents.FirstOrDefault(c => c.ConsentId == e.ConsentId) is not { Status: ConsentStatus.Given } state) return null;
        contact.Consents = ConsentState.Latest(contact.Consents, now);
        if (contact.Consents.Contains(state)) return null;
        contact.Touch("system", now);
        session.UpdateRevision(contact, contact.Version + 1);
        return new(Guid.CreateVersion7(now), contact.Id, state.Purpose, ConsentLedger.Word(ConsentStatus.Expired), "system", now);
    }
}
