using System.Security.Cryptography;
using Crm.Contracts.Activities;
using Marten;

namespace Crm.Activities.Tasks;

/// <summary>Waits for a moment at which somebody wanted to be reminded of a task.</summary>
public sealed record TaskReminder(Guid TaskId, DateTimeOffset At);

/// <summary>Reminds, unless the task has been done, thrown away, or the reminder moved since.</summary>
public static class TaskReminderHandler
{
    public static async Task<TaskReminderDue?> Handle(TaskReminder reminder, IDocumentSession session, CancellationToken ct) =>
        await session.LoadAsync<TaskRecord>(reminder.TaskId, ct) is { Deleted: false, IsOver: false } task && task.Reminders.Contains(reminder.At)
            ? new(EventId(reminder), task.Id, task.Title, task.OwnerId, reminder.At)
            : null;

    private static Guid EventId(TaskReminder reminder) => new(SHA256.HashData([.. reminder.TaskId.ToByteArray(), .. BitConverter.GetBytes(reminder.At.UtcTicks)])[..16]);
}
