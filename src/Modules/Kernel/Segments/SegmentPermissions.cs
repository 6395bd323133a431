namespace Crm.Kernel.Segments;

/// <summary>Who may use segments, and who may make them.</summary>
internal static class SegmentPermissions
{
    public const string Read = "segments.read";
    public const string Write = "segments.write";

    public static readonly IReadOnlyList<Grant> All =
    [
        new(Read, "See segments, and choose records by them.", Roles.ReadOnly),
        new(Write, "Make, change and delete segments, which are evaluated over all records of the company: their filters by whoever may read all of them.", Roles.Manager),
    ];
}
