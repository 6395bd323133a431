using Crm.Kernel.ChangeLog.Sealing;

namespace Crm.Identity.Audit;

/// <summary>An entry as one of the two logs has it.</summary>
internal sealed record AuditRow
{
    public LogSource Source { get; set; }
    public long Number { get; init; }
    public DateTimeOffset At { get; init; }
    public string Actor { get; init; } = "";
    public string Means { get; init; } = "";
    public string? RequestId { get; init; }
    public string Object { get; init; } = "";
    public string? ObjectId { get; init; }
    public string Action { get; init; } = "";
    public string[] Fields { get; init; } = [];
    public string? Before { get; init; }
    public string? After { get; init; }
    public string? Ip { get; init; }
    public string? UserAgent { get; init; }
    public bool Erased { get; init; }
    public bool Sealed { get; init; }
}
