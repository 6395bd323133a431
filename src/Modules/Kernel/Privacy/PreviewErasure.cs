using Crm.Kernel.Http;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Privacy;

/// <summary>Asks what an erasure would remove.</summary>
internal sealed record PreviewErasure
{
    [RouteParam] public Guid Id { get; init; }
}

/// <summary>What an erasure would remove.</summary>
/// <param name="Counts">By kind.</param>
internal sealed record ErasurePreview(IReadOnlyDictionary<string, long> Counts);

internal sealed class PreviewErasureEndpoint(IDocumentSession session, ErasureDesk desk) : Endpoint<PreviewErasure, ErasurePreview>
{
    public override void Configure()
    {
        Post("/api/v1/contacts/{id}/erasures/dry-run");
        Permissions(PrivacyPermissions.Erase);
        this.Describes("previewErasure", "Privacy", "Count what erasing a contact would remove", 200);
        this.OnlyAsks();
    }

    public override async Task HandleAsync(PreviewErasure r, CancellationToken ct) => await Send.OkAsync(new(await desk.CountAsync(session, "contact", r.Id, ct)), ct);
}
