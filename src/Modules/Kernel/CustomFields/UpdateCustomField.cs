using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.CustomFields;

/// <summary>Changes to a custom field, as a JSON merge patch. Values that records have already stay as they are.</summary>
internal sealed record UpdateCustomField
{
    [RouteParam] public Guid Id { get; init; }
    [FromBody] public required MergePatch<CustomFieldFields> Changes { get; init; }
}

internal sealed class UpdateCustomFieldEndpoint(IDocumentSession session, RecordFilters filters, Outbox outbox, Caller caller, TimeProvider clock) : Endpoint<UpdateCustomField, CustomFieldView>
{
    public override void Configure()
    {
        Patch("/api/v1/custom-fields/{id}");
        Permissions(CustomFieldPermissions.Write);
        this.Describes("updateCustomField", "Custom fields", "Change a custom field", 200, CustomFieldProblems.DefaultUnfit, CustomFieldProblems.FormulaInvalid, CustomFieldProblems.TooManyIndexed, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(UpdateCustomField r, CancellationToken ct)
    {
        var set = await CustomFieldSet.LoadAsync(session, ct);
        var field = set.Get(r.Id);
        await HttpContext.HonourIfMatchAsync(session, set, ct);
        var (before, version) = (CustomFieldFields.Of(set, field), set.Version);
        var after = r.Changes.ApplyTo(before, CustomFieldFieldsValidator.Instance);
        if (Members.Changed(before, after).Count > 0)
        {
            var slot = field.IndexSlot;
            field = after.WriteTo(field);
            CustomFieldTypes.Check(field);
            field = set.Replace(field, after.Position ?? CustomFieldSet.MostPerObject);
            await filters.CheckComputedAsync(set, field, ct);
            if (field.IndexSlot != slot) await outbox.PublishAsync(new SettleCustomIndexes());
            set.Save(session, caller.Actor, clock.GetUtcNow());
            version++;
        }
        await Send.ChangedAsync(version, CustomFieldView.Of(set, field), ct);
    }
}
