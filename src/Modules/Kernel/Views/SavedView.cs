using Crm.Kernel.Filters;
using Crm.Kernel.Lists;

namespace Crm.Kernel.Views;

/// <summary>A way to look at records that somebody keeps: which ones, in what order, shown how.</summary>
internal sealed class SavedView : Resource
{
    public const int MostPerAccount = 100;

    /// <summary>The kind of record it shows; never changes.</summary>
    public string Object { get; set; } = "";

    public string Name { get; set; } = "";
    public ViewLayout Layout { get; set; }
    public ViewVisibility Visibility { get; set; }

    /// <summary>Whose members see it, of a view for a team.</summary>
    public Guid? TeamId { get; set; }

    /// <summary>Who made it, and keeps it.</summary>
    public Guid AccountId { get; set; }

    public Filter? Filter { get; set; }
    public IReadOnlyList<SortOrder> Sort { get; set; } = [];
    public IReadOnlyList<string> Columns { get; set; } = [];

    /// <summary>The field whose values are a board's columns.</summary>
    public string? GroupBy { get; set; }

    /// <summary>The field that places records in a calendar.</summary>
    public string? DateField { get; set; }

    /// <summary>Whether the caller may look through it. A team's are its members' and their maker's.</summary>
    public bool IsSeenBy(Guid account, IReadOnlyCollection<Guid> teams) =>
        AccountId == account || Visibility is ViewVisibility.Shared || (Visibility is ViewVisibility.Team && teams.Contains(TeamId ?? default));
}

/// <summary>How a view shows its records.</summary>
public enum ViewLayout
{
    List,
    Board,
    Calendar,
}

/// <summary>Who sees a view: who made it, a team, or everybody. Which records they see in it is another matter: never more than their role reaches.</summary>
public enum ViewVisibility
{
    Personal,
    Team,
    Shared,
}
