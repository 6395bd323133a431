using System.Text.Json;
using Marten;

namespace Crm.Kernel.Purging;

/// <summary>Moves records to the trash, and sees to it that they leave it for good when their time is over.</summary>
public sealed class TrashDesk(IDocumentSession session, Outbox outbox, TrashPurging purging)
{
    /// <summary>Records of one kind, in one transaction.</summary>
    public async Task DiscardAsync<T>(IReadOnlyCollection<T> records, CancellationToken ct) where T : Resource
    {
        foreach (var record in records) session.Discard(record);
        if (records.Count == 0) return;
        var (message, at) = await purging.PlanAsync(session, JsonNamingPolicy.CamelCase.ConvertName(typeof(T).Name), ct);
        await outbox.ScheduleAsync(message, at);
    }

    public Task DiscardAsync<T>(T record, CancellationToken ct) where T : Resource => DiscardAsync([record], ct);
}
