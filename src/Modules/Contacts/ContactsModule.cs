using Crm.Kernel;
namespace Crm.Contacts;
public sealed class ContactsModule : IModule;
