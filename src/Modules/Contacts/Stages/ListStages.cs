using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;
using Marten;

namespace Crm.Contacts.Stages;

internal sealed class ListStagesEndpoint(IDocumentSession session) : EndpointWithoutRequest<Page<StageView>>
{
    public override void Configure()
    {
        Get("/api/v1/contact-stages");
        Permissions(ContactPermissions.Read);
        this.Describes("listContactStages", "Contact stages", "List the stages that contacts go through, in order", 200);
    }

    public override async Task HandleAsync(CancellationToken ct)
    {
        var set = await StageSet.LoadAsync(session, ct);
        await Send.FoundAsync(set.Version, new(set.Views, new(StageSet.Maximum, HasMore: false)), ct);
    }
}
