using Crm.Contacts.Merging;
using Crm.Contacts.Sets;
using Crm.Kernel.Sets;
using Crm.Kernel.Undoing;

namespace Crm.Contacts.Undoing;

/// <summary>Contacts as they were before a job.</summary>
internal sealed class ContactUndo() : RecordUndo<Contact, EmailClaim>(new ContactSet(), ContactMerge.Shape)
{
    protected override IEnumerable<object> Tell(UndoStep work, WrittenSet<Contact> written) => ContactSet.Tell(written, work.Actor, work.Now);
}
