using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using FluentValidation;
using Marten;

namespace Crm.Kernel.CustomFields;

/// <summary>A custom field to be.</summary>
internal sealed record AddCustomField : CustomFieldFields
{
    /// <summary>The kind of record that gets it: <c>contact</c>.</summary>
    public required string Object { get; init; }

    /// <summary>What values and filters name it by, for ever.</summary>
    public required string Key { get; init; }

    public required CustomFieldType Type { get; init; }

    /// <summary>No two live records have the same value. For texts, whole numbers, addresses and numbers of people; settled for ever.</summary>
    public bool Unique { get; init; }
}

internal sealed class AddCustomFieldValidator : Validator<AddCustomField>
{
    public AddCustomFieldValidator()
    {
        RuleFor(f => f.Object).NotEmpty().MaximumLength(40);
        RuleFor(f => f.Key).NotEmpty().Matches(@"^[a-z][a-zA-Z0-9]{0,39}\z");
        RuleFor(f => f.Unique).Must((f, unique) => !unique || CustomFieldTypes.CanBeUnique(f.Type)).WithErrorCode("customField.notUnique").WithMessage("Values of this type cannot be unique.");
        Include(CustomFieldFieldsValidator.Instance);
    }
}

internal sealed class AddCustomFieldEndpoint(IDocumentSession session, RecordFilters filters, Outbox outbox, Caller caller, TimeProvider clock) : Endpoint<AddCustomField, CustomFieldView>
{
    public override void Configure()
    {
        Post("/api/v1/custom-fields");
        Permissions(CustomFieldPermissions.Write);
        this.Describes("addCustomField", "Custom fields", "Add a custom field", 201, CustomFieldProblems.KeyTaken, CustomFieldProblems.TooMany, CustomFieldProblems.TooManyIndexed, CustomFieldProblems.DefaultUnfit, CustomFieldProblems.FormulaInvalid, KernelProblems.Conflict);
    }

    public override async Task HandleAsync(AddCustomField r, CancellationToken ct)
    {
        if (filters.Find(r.Object) is not { IsSubject: true }) throw KernelProblems.ValidationFailed.With($"There are no records called `{r.Object}`.", "/object");
        var (set, now) = (await CustomFieldSet.LoadAsync(session, ct), clock.GetUtcNow());
        var field = r.WriteTo(new() { Id = Guid.CreateVersion7(now), Object = r.Object, Key = r.Key, Type = r.Type, Unique = r.Unique, Label = r.Label, CreatedAt = now });
        CustomFieldTypes.Check(field);
        field = set.Add(field, r.Position);
        await filters.CheckComputedAsync(set, field, ct);
        set.Save(session, caller.Actor, now);
        if (field.IndexSlot is not null) await outbox.PublishAsync(new SettleCustomIndexes());
        await Send.CreatedAsync($"/api/v1/custom-fields/{field.Id}", CustomFieldView.Of(set, field), ct, set.Version + 1);
    }
}
