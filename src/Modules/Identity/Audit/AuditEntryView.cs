using System.Text.Json;
using Crm.Kernel.ChangeLog.Sealing;

namespace Crm.Identity.Audit;

/// <summary>Something that was done.</summary>
/// <param name="OnBehalfOf">In whose place the actor acted, if not for themselves.</param>
/// <param name="Means">By what: <c>api</c>, <c>handler:…</c>, <c>impersonation:…</c> with the stay's id, <c>import</c>, <c>system</c>.</param>
/// <param name="Action"><c>created</c>, <c>updated</c>, <c>trashed</c>, <c>loggedIn</c>…</param>
/// <param name="Object">The kind of thing, such as <c>contact</c> or <c>role</c>.</param>
/// <param name="Fields">Top-level members that changed; none where the whole came or went.</param>
/// <param name="Before">The changed members as they were. Absent if there were none, they were erased, or the caller may not read all records of the kind.</param>
/// <param name="After">The changed members as they became; absent as <c>before</c> is.</param>
/// <param name="Erased">Whether the values were erased; that there was an entry, and its digest, stays.</param>
/// <param name="RequestId">The trace it belongs to: <c>traceId</c> of a problem, and in the logs.</param>
/// <param name="Source">Which of the company's two logs has it: <c>records</c> (its data) or <c>access</c> (logins, members, roles, keys).</param>
/// <param name="Sealed">Whether a seal covers it already, so that a later change would be found.</param>
internal sealed record AuditEntryView(
    Guid Id, DateTimeOffset At, AuditActorView Actor, AuditActorView? OnBehalfOf, string Means, string Action, string Object, string? ObjectId, IReadOnlyList<string> Fields,
    JsonElement? Before, JsonElement? After, bool Erased, string? Ip, string? UserAgent, string? RequestId, LogSource Source, bool Sealed)
{
    /// <param name="values">What the caller may see of an entry's values.</param>
    public static AuditEntryView Of(AuditRow row, AuditPeople people, Func<LogSource, string, string?, JsonElement?> values) => new(
        EntryId.Of(row.Source, row.Number, row.At), row.At, AuditActorView.Read(row.Actor, people), AuditActorView.Behalf(row.Means, people), row.Means, row.Action, row.Object, row.ObjectId, row.Fields,
        values(row.Source, row.Object, row.Before), values(row.Source, row.Object, row.After), row.Erased, row.Ip, row.UserAgent, row.RequestId, row.Source, row.Sealed);
}
