using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;
using Marten;

namespace Crm.Contacts;

/// <summary>Asks for the stages a contact has been in.</summary>
internal sealed record GetContactStageHistory : PageRequest
{
    [RouteParam] public Guid Id { get; init; }
}

/// <summary>A move from one stage to another.</summary>
/// <param name="Actor">Who moved it: <c>account:…</c>, <c>system</c>…</param>
/// <param name="From">Key of the stage it was in; absent where the contact was created.</param>
/// <param name="To">Key of the stage it came to.</param>
internal sealed record StageMoveView(DateTimeOffset At, string Actor, string? From, string? To);

internal sealed class GetContactStageHistoryEndpoint(IDocumentSession session, Pages pages) : Endpoint<GetContactStageHistory, Page<StageMoveView>>
{
    public override void Configure()
    {
        Get("/api/v1/contacts/{id}/stage-history");
        Permissions(ContactPermissions.Read);
        this.Describes("getContactStageHistory", "Contacts", "Read which stages a contact has been in, newest first", 200);
    }

    public override async Task HandleAsync(GetContactStageHistory request, CancellationToken ct)
    {
        await session.LiveAsync<Contact>(request.Id, ct);
        await Send.PageAsync(await pages.HistoryOf<Contact>(request.Id, "stage", request).ReadAsync(m => new StageMoveView(m.At, m.Actor, m.From, m.To), ct), ct);
    }
}
