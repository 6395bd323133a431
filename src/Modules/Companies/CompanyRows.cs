using Crm.Kernel.Access;
using Crm.Kernel.Lists;
using Marten;

namespace Crm.Companies;

/// <summary>The rows of companies, for questions that go from one to the next.</summary>
internal static class CompanyRows
{
    public static string Companies(this IDocumentSession session) => session.DocumentStore.Options.Schema.For<Company>();

    /// <summary>Only what the caller may see of the rows <c>d</c>.</summary>
    public static Condition Seen => Rights.Current switch
    {
        null => new("true"),
        { } rights when !rights.Permissions.ContainsKey(CompanyPermissions.Read) => new("false"),
        { } rights => rights.Within(CompanyPermissions.Read) ?? new("true"),
    };
}
