using Crm.Kernel.Http;
using FastEndpoints;
using Marten;

namespace Crm.Contacts.Stages;

/// <summary>Asks for one stage.</summary>
internal sealed record GetStage
{
    [RouteParam] public string Key { get; init; } = "";
}

internal sealed class GetStageEndpoint(IDocumentSession session) : Endpoint<GetStage, StageView>
{
    public override void Configure()
    {
        Get("/api/v1/contact-stages/{key}");
        Permissions(ContactPermissions.Read);
        this.Describes("getContactStage", "Contact stages", "Read a stage", 200);
    }

    public override async Task HandleAsync(GetStage request, CancellationToken ct)
    {
        var set = await StageSet.LoadAsync(session, ct);
        await Send.FoundAsync(set.Version, set.View(request.Key), ct);
    }
}
