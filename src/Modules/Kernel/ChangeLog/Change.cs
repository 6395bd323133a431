using System.Text.Json;

namespace Crm.Kernel.ChangeLog;

/// <summary>One entry of the change log.</summary>
/// <param name="Id">Its place in the order; also a reader's position.</param>
/// <param name="At">When its transaction committed, or its set-based statement began.</param>
/// <param name="Actor">Who: <c>account:…</c>, <c>apiKey:…</c>, <c>operator:…</c> or <c>system</c>.</param>
/// <param name="Means">By what: <c>api</c>, <c>handler:…</c>, <c>import</c>, <c>sql</c>.</param>
/// <param name="RequestId">The trace it belongs to.</param>
/// <param name="Object">The kind of record, such as <c>contact</c>.</param>
/// <param name="ObjectId">The record.</param>
/// <param name="Action"><c>created</c>, <c>updated</c>, <c>trashed</c>, <c>restored</c> or <c>deleted</c>; the control database has more.</param>
/// <param name="Fields">Top-level members that changed; none where the whole record came or went.</param>
/// <param name="Version">The record's revision after the change.</param>
/// <param name="Before">The changed members as they were; the whole record if it was deleted. Null once erased.</param>
/// <param name="After">The changed members as they are; the whole record if it was created. Null once erased.</param>
/// <param name="Context">Address and user agent of the request.</param>
public sealed record Change(
    long Id, DateTimeOffset At, string Actor, string Means, string? RequestId, string Object, string? ObjectId, string Action,
    IReadOnlyList<string> Fields, int? Version, JsonElement? Before, JsonElement? After, JsonElement? Context);

/// <summary>Entries in order.</summary>
/// <param name="Changes">The entries.</param>
/// <param name="Next">The position to go on from.</param>
/// <param name="More">Whether the page is full, so that more may be waiting.</param>
public sealed record ChangePage(IReadOnlyList<Change> Changes, long Next, bool More);
