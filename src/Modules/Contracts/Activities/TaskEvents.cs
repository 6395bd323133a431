namespace Crm.Contracts.Activities;

/// <summary>A task was created, by somebody or because the one before it in its series was completed.</summary>
public sealed record TaskCreated(Guid EventId, Guid TaskId, string Title, Guid? OwnerId, string Actor, DateTimeOffset At);

/// <summary>A task was completed.</summary>
/// <param name="NextTaskId">The next of its series, if there is one.</param>
public sealed record TaskCompleted(Guid EventId, Guid TaskId, string Title, Guid? OwnerId, Guid? NextTaskId, string Actor, DateTimeOffset At);

/// <summary>The moment has come at which the owner of an unfinished task wanted to be reminded of it.</summary>
/// <param name="EventId">The same for the same task and moment.</param>
public sealed record TaskReminderDue(Guid EventId, Guid TaskId, string Title, Guid? OwnerId, DateTimeOffset At);
