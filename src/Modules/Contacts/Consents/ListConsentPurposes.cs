using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;
using Marten;

namespace Crm.Contacts.Consents;

internal sealed class ListConsentPurposesEndpoint(IDocumentSession session) : EndpointWithoutRequest<Page<ConsentPurposeView>>
{
    public override void Configure()
    {
        Get("/api/v1/consent-purposes");
        Permissions(ConsentPermissions.Read);
        this.Describes("listConsentPurposes", "Consents", "List the purposes that contacts are asked for", 200);
    }

    public override async Task HandleAsync(CancellationToken ct)
    {
        var purposes = await ConsentPurposes.LoadAsync(session, ct);
        await Send.FoundAsync(purposes.Version, new(purposes.Views, new(ConsentPurposes.Maximum, HasMore: false)), ct);
    }
}
