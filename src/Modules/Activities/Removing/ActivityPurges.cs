using Crm.Activities.Log;
using Crm.Activities.Notes;
using Crm.Kernel;
using Crm.Kernel.Purging;
using Marten;

namespace Crm.Activities.Removing;

/// <summary>Notes, tasks and logged activities that leave the trash for good: they left timelines when they went there.</summary>
internal sealed class ActivityPurge<T>(string @object) : RecordPurge(@object, typeof(T)) where T : Resource
{
    public override async Task<IEnumerable<object>> PurgeAsync(IDocumentSession session, IReadOnlyList<PurgedRecord> records, CancellationToken ct)
    {
        await session.DeleteSetAsync<T>([.. records.Select(r => r.Id)], ct);
        return [];
    }
}

/// <summary>Those there are.</summary>
internal static class ActivityPurges
{
    public static IReadOnlyList<RecordPurge> All { get; } = [new ActivityPurge<Note>("note"), new ActivityPurge<TaskRecord>("task"), new ActivityPurge<Activity>("activity")];
}
