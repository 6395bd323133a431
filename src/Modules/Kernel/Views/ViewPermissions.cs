namespace Crm.Kernel.Views;

/// <summary>Who may keep views, and who may let others have them.</summary>
internal static class ViewPermissions
{
    public const string Use = "views.use";
    public const string Share = "views.share";

    public static readonly IReadOnlyList<Grant> All =
    [
        new(Use, "Keep views of one's own, and see those of one's teams and of everybody.", Roles.ReadOnly),
        new(Share, "Make views for teams and for everybody, and change those.", Roles.Manager),
    ];
}
