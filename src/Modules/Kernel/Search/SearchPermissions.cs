namespace Crm.Kernel.Search;

/// <summary>Who may look for records; what is found depends on which of them one may see.</summary>
public static class SearchPermissions
{
    public const string Search = "search.use";

    public static readonly IReadOnlyList<Grant> All = [new(Search, "Search among the records one may see.", Roles.ReadOnly)];
}
