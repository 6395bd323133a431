namespace Crm.Kernel.Tags;

/// <summary>Who may change the tags themselves. Using them is part of writing records, seeing them of reading any that bear tags.</summary>
internal static class TagPermissions
{
    public const string Write = "tags.write";

    public static readonly IReadOnlyList<Grant> All = [new(Write, "Add, describe, rename, merge and delete tags.", Roles.Manager)];
}
