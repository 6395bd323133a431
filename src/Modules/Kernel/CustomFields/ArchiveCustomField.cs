using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using Crm.Kernel.Segments;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.CustomFields;

/// <summary>Takes a custom field out of use. Records keep its values, unseen, until it is restored.</summary>
internal sealed record ArchiveCustomField
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class ArchiveCustomFieldEndpoint(IDocumentSession session, Outbox outbox, Caller caller, TimeProvider clock) : Endpoint<ArchiveCustomField>
{
    public override void Configure()
    {
        Delete("/api/v1/custom-fields/{id}");
        Permissions(CustomFieldPermissions.Write);
        this.Describes("archiveCustomField", "Custom fields", "Take a custom field out of use", 204, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(ArchiveCustomField r, CancellationToken ct)
    {
        var set = await CustomFieldSet.LoadAsync(session, ct);
        var field = set.Get(r.Id);
        await HttpContext.HonourIfMatchAsync(session, set, ct);
        if (!field.Archived)
        {
            set.Replace(field with { Archived = true }, set.PositionOf(field));
            if (field.IndexSlot is not null) await outbox.PublishAsync(new SettleCustomIndexes());
            await outbox.PublishAsync(new SegmentsOutdated(Calendar: false));
            set.Save(session, caller.Actor, clock.GetUtcNow());
        }
        await Send.NoContentAsync(ct);
    }
}
