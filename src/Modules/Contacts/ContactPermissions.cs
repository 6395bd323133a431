namespace Crm.Contacts;

internal static class ContactPermissions
{
    public const string Read = "contacts.read";
    public const string Write = "contacts.write";
    public const string Configure = "contacts.configure";
}
