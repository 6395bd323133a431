using Crm.Activities.Queues;
using Crm.Activities.Timelines;
using Crm.Contracts.Activities;
using Crm.Contracts.Identity;
using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.Organizations;
using Crm.Kernel.Ties;
using Marten;

namespace Crm.Activities.Tasks;

/// <summary>Writes tasks down, with all that follows: the next of a series, timelines, reminders.</summary>
internal sealed class TaskBook(IDocumentSession session, Outbox outbox, RecordTies ties, IMemberDirectory members, Caller caller, TimeProvider clock)
{
    /// <param name="before">What the task has been; a new one's is who creates it.</param>
    public async Task WriteAsync(TaskRecord task, TaskFields fields, TaskFields? before, CancellationToken ct)
    {
        await members.CheckOwnerAsync(fields.OwnerId, before is null ? caller.AccountId : before.OwnerId, ct);
        await ties.CheckAsync(fields.Records, before?.Records ?? [], ct);
        if (fields.QueueId is { } queue && queue != before?.QueueId && await session.LoadAsync<TaskQueue>(queue, ct) is not { Deleted: false }) throw TaskProblems.QueueUnknown.With(pointer: "/queueId");

        var (now, told) = (clock.GetUtcNow(), task.Told.ToList());
        var calendar = (await Organization.LoadAsync(session, ct)).Calendar(now);
        task.Touch(caller.Actor, now);
        task.Write(fields, calendar);
        var next = task.Settle(before?.Status ?? TaskState.Open, caller.Actor, now, calendar);
        if (before is null) await AddAsync(task, now);
        else session.UpdateRevision(task, task.Version + 1);
        session.Tell(before is null ? [] : told, task.Told);
        if (next is not null)
        {
            await AddAsync(next, now);
            session.Tell(before: [], next.Told);
            await RemindAsync(next, before: [], now);
        }
        if (task.Status is TaskState.Done && before?.Status is not TaskState.Done)
            await outbox.PublishAsync(new TaskCompleted(Guid.CreateVersion7(now), task.Id, task.Title, task.OwnerId, next?.Id, caller.Actor, now));
        await RemindAsync(task, before?.Reminders ?? [], now);
    }

    private ValueTask AddAsync(TaskRecord task, DateTimeOffset now)
    {
        session.Insert(task);
        return outbox.PublishAsync(new TaskCreated(Guid.CreateVersion7(now), task.Id, task.Title, task.OwnerId, caller.Actor, now));
    }

    private async Task RemindAsync(TaskRecord task, IReadOnlyList<DateTimeOffset> before, DateTimeOffset now)
    {
        foreach (var at in task.Reminders.Except(before).Where(at => at > now)) await outbox.ScheduleAsync(new TaskReminder(task.Id, at), at);
    }
}
