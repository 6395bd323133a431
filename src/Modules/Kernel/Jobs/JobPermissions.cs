namespace Crm.Kernel.Jobs;

internal static class JobPermissions
{
    public const string Read = "jobs.read";
    public const string Write = "jobs.write";
    public const string ReadAll = "jobs.readAll";

    public static readonly IReadOnlyList<Grant> All =
    [
        new(Read, "See one's own jobs and fetch their results.", Roles.ReadOnly),
        new(Write, "Cancel jobs one can see.", Roles.ReadOnly),
        new(ReadAll, "See everybody's jobs."),
    ];
}
