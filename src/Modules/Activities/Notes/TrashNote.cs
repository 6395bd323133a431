using Crm.Activities.Timelines;
using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using Crm.Kernel.Purging;
using FastEndpoints;
using Marten;

namespace Crm.Activities.Notes;

/// <summary>Moves a note to the trash.</summary>
internal sealed record TrashNote
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class TrashNoteEndpoint(IDocumentSession session, TrashDesk trash) : Endpoint<TrashNote>
{
    public override void Configure()
    {
        Delete("/api/v1/notes/{id}");
        Permissions(NotePermissions.Write);
        this.Describes("trashNote", "Notes", "Move a note to the trash, and out of timelines", 204, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(TrashNote request, CancellationToken ct)
    {
        var note = await session.LiveAsync<Note>(request.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, note, ct);
        session.Tell(note.Told, after: []);
        await trash.DiscardAsync(note, ct);
        await Send.NoContentAsync(ct);
    }
}
