using Marten;
using Wolverine;

namespace Crm.Kernel.Purging;

/// <summary>Says that what went to the trash has been there long enough: one message of each transaction that puts records there, however many.</summary>
/// <param name="Until">It cares for what went there until then.</param>
public sealed record PurgeTrash(string Object, DateTimeOffset Until);

/// <summary>A step of at most 500 records, and then the next. May run twice: what is gone stays gone, and what was taken out meanwhile is not there.</summary>
public static class PurgeTrashHandler
{
    public static async Task<OutgoingMessages> Handle(PurgeTrash message, IDocumentSession session, TrashPurging purging, CancellationToken ct)
    {
        if (purging.Find(message.Object) is not { } purge) return [];
        var (count, told) = await purging.StepAsync(session, purge, ct);
        OutgoingMessages messages = [.. told];
        if (count == TrashPurging.StepRecords) messages.Add(message);
        // The company may have lengthened the time, and losers of merges have one of their own.
        else if (await TrashPurging.NextAsync(session, message, purge, ct) is { } next) messages.Schedule(message, next);
        return messages;
    }
}
