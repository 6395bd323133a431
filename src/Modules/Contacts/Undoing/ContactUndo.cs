using System.Text.Json;
using Crm.Contacts.Merging;
using Crm.Contracts.Contacts;
using Crm.Kernel.Http;
using Crm.Kernel.Undoing;

namespace Crm.Contacts.Undoing;

/// <summary>Contacts as they were before a job.</summary>
internal sealed class ContactUndo() : RecordUndo<Contact, EmailClaim>(Contact.Kind, ContactMerge.Shape)
{
    protected override IEnumerable<string> ClaimsOf(Contact record) => EmailClaim.Keys(record.Emails.Select(e => e.Address));

    protected override IReadOnlyDictionary<string, JsonElement> CustomOf(Contact record) => record.Custom;

    protected override EmailClaim Claim(string key, Guid record) => new() { Id = key, ContactId = record };

    protected override (string Key, Guid Record) Holder(EmailClaim claim) => (claim.Id, claim.ContactId);

    protected override object Tell(UndoStep work, IReadOnlyList<Contact> removed, IReadOnlyList<(Contact Before, Contact After)> changed) => new ContactsUndone(Guid.CreateVersion7(work.Now),
        [.. removed.Select(c => c.Id)],
        [.. changed.Select(c => new ChangedContact(c.After.Id, [.. Members.Changed(ContactFields.Of(c.Before), ContactFields.Of(c.After)).Except(["stage"])], c.Before.Stage == c.After.Stage ? null : c.Before.Stage, c.Before.Stage == c.After.Stage ? null : c.After.Stage))],
        work.Actor, work.Now);
}
