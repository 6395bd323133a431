using Crm.Kernel.Access;
using Crm.Kernel.Search;

namespace Crm.Contacts;

/// <summary>How contacts are found.</summary>
internal static class ContactSearch
{
    public static readonly RecordSearch<Contact> All = new(Contact.Kind, Show, new Dictionary<SearchPlace, string>
    {
        [SearchPlace.Name] = "firstName",
        [SearchPlace.SecondName] = "lastName",
        [SearchPlace.Address] = "emails",
        [SearchPlace.Phone] = "phones",
        [SearchPlace.More] = "custom",
    });

    private static SearchShown Show(Contact contact)
    {
        var title = ContactView.NameOf(contact);
        var sees = (string member) => Rights.Current?.Of(Contact.Kind, member) is not FieldAccess.Hidden;
        string?[] told = [sees("emails") ? contact.Emails.FirstOrDefault(e => e.Primary)?.Address : null, sees("phones") ? contact.Phones.FirstOrDefault(p => p.Primary)?.Number : null, sees("jobTitle") ? contact.JobTitle : null];
        return new(title, told.FirstOrDefault(text => text is not null && text != title));
    }
}
