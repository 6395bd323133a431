using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using Crm.Kernel.Segments;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.CustomFields;

/// <summary>Takes a custom field into use again, with the values that records have kept.</summary>
internal sealed record RestoreCustomField
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class RestoreCustomFieldEndpoint(IDocumentSession session, Outbox outbox, Caller caller, TimeProvider clock) : Endpoint<RestoreCustomField, CustomFieldView>
{
    public override void Configure()
    {
        Post("/api/v1/custom-fields/{id}/restoration");
        Permissions(CustomFieldPermissions.Write);
        this.Describes("restoreCustomField", "Custom fields", "Take a custom field into use again", 200, CustomFieldProblems.TooManyIndexed, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(RestoreCustomField r, CancellationToken ct)
    {
        var set = await CustomFieldSet.LoadAsync(session, ct);
        var field = set.Get(r.Id);
        await HttpContext.HonourIfMatchAsync(session, set, ct);
        var version = set.Version;
        if (field.Archived)
        {
            field = set.Replace(field with { Archived = false }, set.PositionOf(field));
            if (field.IndexSlot is not null) await outbox.PublishAsync(new SettleCustomIndexes());
            await outbox.PublishAsync(new SegmentsOutdated(Calendar: false));
            set.Save(session, caller.Actor, clock.GetUtcNow());
            version++;
        }
        await Send.ChangedAsync(version, CustomFieldView.Of(set, field), ct);
    }
}
