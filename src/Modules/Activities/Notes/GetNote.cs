using Crm.Kernel;
using Crm.Kernel.Http;
using FastEndpoints;
using Marten;

namespace Crm.Activities.Notes;

/// <summary>Asks for one note.</summary>
internal sealed record GetNote
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetNoteEndpoint(IDocumentSession session) : Endpoint<GetNote, NoteView>
{
    public override void Configure()
    {
        Get("/api/v1/notes/{id}");
        Permissions(NotePermissions.Read);
        this.Describes("getNote", "Notes", "Read a note", 200);
    }

    public override async Task HandleAsync(GetNote request, CancellationToken ct)
    {
        var note = await session.LiveAsync<Note>(request.Id, ct);
        await Send.FoundAsync(note.Version, NoteView.Of(note), ct);
    }
}
