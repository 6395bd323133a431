using Crm.Kernel.Http;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Importing;

/// <summary>Asks for one of the caller's imports.</summary>
internal sealed record GetImport
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetImportEndpoint(IDocumentSession session, Caller caller) : Endpoint<GetImport, ImportView>
{
    public override void Configure()
    {
        Get("/api/v1/imports/{id}");
        Permissions(ImportPermissions.Import);
        this.Describes("getImport", "Imports", "Read an import", 200);
    }

    public override async Task HandleAsync(GetImport r, CancellationToken ct)
    {
        var import = await session.ImportAsync(r.Id, caller, ct);
        await Send.FoundAsync(import.Version, ImportView.Of(import), ct);
    }
}
