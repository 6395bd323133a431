namespace Crm.Contracts.Records;

/// <summary>Records left the trash for good. Those that had become part of another are not told: what was theirs is that one's.</summary>
/// <param name="Object">Their kind: <c>contact</c>, <c>company</c>…</param>
public sealed record RecordsPurged(Guid EventId, string Object, IReadOnlyList<Guid> Ids, DateTimeOffset At);
