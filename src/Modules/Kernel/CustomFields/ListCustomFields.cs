using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.CustomFields;

/// <summary>Asks for the custom fields.</summary>
internal sealed record ListCustomFields
{
    /// <summary>Of one kind of record only: <c>contact</c>.</summary>
    [QueryParam] public string? Object { get; init; }

    /// <summary>With those that are archived.</summary>
    [QueryParam] public bool Archived { get; init; }
}

internal sealed class ListCustomFieldsEndpoint(IDocumentSession session) : Endpoint<ListCustomFields, Page<CustomFieldView>>
{
    public override void Configure()
    {
        Get("/api/v1/custom-fields");
        Permissions(CustomFieldPermissions.Read);
        this.Describes("listCustomFields", "Custom fields", "List the fields that the company gave its records, in order", 200);
    }

    public override async Task HandleAsync(ListCustomFields r, CancellationToken ct)
    {
        var set = await CustomFieldSet.LoadAsync(session, ct);
        var fields = set.Fields.Where(f => (r.Object is null || f.Object == r.Object) && (r.Archived || !f.Archived)).Select(f => CustomFieldView.Of(set, f)).ToList();
        await Send.OkAsync(new(fields, new(fields.Count, HasMore: false)), ct);
    }
}
