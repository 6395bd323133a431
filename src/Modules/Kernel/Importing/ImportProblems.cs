using Crm.Kernel.Problems;

namespace Crm.Kernel.Importing;

/// <summary>What can be wrong with imports.</summary>
public static class ImportProblems
{
    public static readonly ProblemType Unreadable = new("import.unreadable", 422, "The file cannot be read",
        "An import takes separated values (CSV, by comma, semicolon, tab or bar) and workbooks (XLSX) whose first sheet is the table. A workbook that is damaged, protected by a password or unpacks to far too much is refused.");

    public static readonly ProblemType Empty = new("import.empty", 422, "The file has no rows",
        "There is nothing in it, or nothing but a header.");

    public static readonly ProblemType TooManyRows = new("import.tooManyRows", 422, "The file has too many rows",
        "A file has up to 1,000,000 rows. Divide it.");

    public static readonly ProblemType Gone = new("import.gone", 410, "The import's file is gone",
        "A file, and what was found about its rows, is kept for seven days. Upload it again.");

    public static readonly ProblemType Busy = new("import.busy", 409, "A job works at this import",
        "Wait until it has ended, or cancel it: `jobId` names it.");

    public static readonly ProblemType NothingFound = new("import.nothingFound", 409, "Nothing is known about the rows yet",
        "Start a dry run or a run, and wait until it has succeeded.");
}
