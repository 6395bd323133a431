using System.Text.Json;
using Crm.Contracts.Contacts;
using Crm.Kernel.Http;
using Crm.Kernel.Sets;

namespace Crm.Contacts.Sets;

/// <summary>Contacts that are written by the hundred.</summary>
internal sealed class ContactSet() : RecordSet<Contact, EmailClaim>(Contact.Kind)
{
    public override IEnumerable<string> ClaimsOf(Contact record) => EmailClaim.Keys(record.Emails.Select(e => e.Address));

    public override IReadOnlyDictionary<string, JsonElement> CustomOf(Contact record) => record.Custom;

    protected override EmailClaim Claim(string key, Guid record) => new() { Id = key, ContactId = record };

    protected override (string Key, Guid Record) Holder(EmailClaim claim) => (claim.Id, claim.ContactId);

    /// <summary>What others are told of a set that was written.</summary>
    public static IEnumerable<object> Tell(WrittenSet<Contact> written, string actor, DateTimeOffset now)
    {
        yield return new ContactsWritten(Guid.CreateVersion7(now), actor, now)
        {
            Created = [.. written.Created.Select(c => new WrittenContact(c.Id, c.Stage))],
            Changed = [.. written.Changed.Select(c => new ChangedContact(c.After.Id, [.. Members.Changed(ContactFields.Of(c.Before), ContactFields.Of(c.After)).Except(["stage"])], Moved(c) ? c.Before.Stage : null, Moved(c) ? c.After.Stage : null))],
            Trashed = [.. written.Trashed.Select(c => c.Id)],
            Restored = [.. written.Restored.Select(c => c.Id)],
            Removed = [.. written.Removed.Select(c => c.Id)],
        };
        // Companies may be on their way in, unseen by this transaction and not seeing it.
        Guid[] waiting = [.. written.Created.Concat(written.Changed.Where(c => !c.Before.EmailDomains.SequenceEqual(c.After.EmailDomains)).Select(c => c.After)).Where(c => c.Companies.Count == 0 && c.EmailDomains.Length > 0).Select(c => c.Id)];
        if (waiting.Length > 0) yield return new ContactsWithoutCompany(Guid.CreateVersion7(now), waiting);
    }

    private static bool Moved((Contact Before, Contact After) c) => c.Before.Stage != c.After.Stage;
}
