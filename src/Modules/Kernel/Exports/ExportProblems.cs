using Crm.Kernel.Problems;

namespace Crm.Kernel.Exports;

/// <summary>What can be wrong with exports.</summary>
public static class ExportProblems
{
    public static readonly ProblemType TooManyRows = new("export.tooManyRows", 422, "More rows than the format can hold",
        "A sheet of a workbook holds 1,048,575 records. Filter, or take another format. Told by the job's `problem`.");
}
