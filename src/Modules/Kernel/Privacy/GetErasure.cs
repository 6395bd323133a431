using Crm.Kernel.Http;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Privacy;

/// <summary>Asks for the certificate of an erasure.</summary>
internal sealed record GetErasure
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetErasureEndpoint(IDocumentSession session) : Endpoint<GetErasure, ErasureView>
{
    public override void Configure()
    {
        Get("/api/v1/erasures/{id}");
        Permissions(PrivacyPermissions.Erase);
        this.Describes("getErasure", "Privacy", "Read the certificate of an erasure", 200);
    }

    public override async Task HandleAsync(GetErasure r, CancellationToken ct)
    {
        var erasure = await session.LiveAsync<Erasure>(r.Id, ct);
        await Send.FoundAsync(erasure.Version, ErasureView.Of(erasure), ct);
    }
}
