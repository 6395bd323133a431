using System.Reflection;
using Crm.Kernel.Access;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Purging;

/// <summary>Removes a record that lies in the trash for good.</summary>
internal sealed record PurgeRecord
{
    /// <summary>Its kind: <c>contact</c>, <c>company</c>, <c>note</c>, <c>task</c> or <c>activity</c>.</summary>
    [RouteParam] public required string Object { get; init; }

    [RouteParam] public Guid Id { get; init; }
}

internal sealed class PurgeRecordEndpoint(IDocumentSession session, Outbox outbox, TrashPurging purging) : Endpoint<PurgeRecord>
{
    public override void Configure()
    {
        Delete("/api/v1/trash/{object}/{id}");
        Permissions(PurgePermissions.Purge);
        this.Describes("purgeRecord", "Trash", "Remove a record from the trash for good", 204, KernelProblems.Forbidden, KernelProblems.Conflict);
        Summary(s => s.Description = "With all that is its alone. The change log keeps what it was; to have that forgotten as well, erase it instead. Without this it goes by itself, `trashDays` of the organization after it went to the trash.");
    }

    public override async Task HandleAsync(PurgeRecord r, CancellationToken ct)
    {
        if (purging.Find(r.Object) is not { } purge) throw KernelProblems.NotFound.With();
        List<Condition> which = [new("d.id = ?", r.Id)];
        if (Rights.Current is { } rights && purge.Document.GetCustomAttribute<RecordsAttribute>() is { } records)
        {
            if (!rights.Permissions.ContainsKey(records.Write)) throw KernelProblems.Forbidden.With($"This needs `{records.Write}`.");
            if (rights.Within(records.Write) is { } reach) which.Add(reach);
        }
        var (count, told) = await purging.PurgeAsync(session, purge, Condition.All(which)!, ct);
        if (count == 0) throw KernelProblems.NotFound.With();
        foreach (var message in told) await outbox.PublishAsync(message);
        await Send.NoContentAsync(ct);
    }
}
