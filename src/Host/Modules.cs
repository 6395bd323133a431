using System.Reflection;
using Crm.Activities;
using Crm.Companies;
using Crm.Contacts;
using Crm.Identity;
using Crm.Kernel;
using Crm.Tenancy;

namespace Crm.Host;

/// <summary>The one explicit list of what the host is made of.</summary>
internal static class Modules
{
    public static readonly IReadOnlyList<IModule> All = [new KernelModule(), new TenancyModule(), new IdentityModule(), new CompaniesModule(), new ContactsModule(), new ActivitiesModule()];

    public static readonly IReadOnlyList<Assembly> Assemblies = [.. All.Select(m => m.GetType().Assembly), typeof(Modules).Assembly];
}
