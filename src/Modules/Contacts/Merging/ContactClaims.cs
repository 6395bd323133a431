using System.Text.Json;

namespace Crm.Contacts.Merging;

/// <summary>What a contact has that nobody else may have, as it was at that moment.</summary>
internal sealed record ContactClaims(Guid Id, IReadOnlyList<Email> Emails, IReadOnlyDictionary<string, JsonElement> Custom)
{
    public ContactClaims(Contact contact)
        : this(contact.Id, contact.Emails, contact.Custom)
    {
    }
}
