using Crm.Kernel.Http;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.CustomFields;

/// <summary>Asks for one custom field.</summary>
internal sealed record GetCustomField
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetCustomFieldEndpoint(IDocumentSession session) : Endpoint<GetCustomField, CustomFieldView>
{
    public override void Configure()
    {
        Get("/api/v1/custom-fields/{id}");
        Permissions(CustomFieldPermissions.Read);
        this.Describes("getCustomField", "Custom fields", "Read a custom field", 200);
    }

    public override async Task HandleAsync(GetCustomField r, CancellationToken ct)
    {
        var set = await CustomFieldSet.LoadAsync(session, ct);
        await Send.FoundAsync(set.Version, CustomFieldView.Of(set, set.Get(r.Id)), ct);
    }
}
