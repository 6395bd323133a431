namespace Crm.Contracts.Activities;

/// <summary>Somebody was mentioned who had not been there before.</summary>
/// <param name="Object">Where: <c>note</c>.</param>
public sealed record MemberMentioned(Guid EventId, Guid AccountId, string Object, Guid ObjectId, string Actor, DateTimeOffset At);
