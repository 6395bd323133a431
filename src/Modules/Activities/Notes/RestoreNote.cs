using Crm.Activities.Timelines;
using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Activities.Notes;

/// <summary>Takes a note out of the trash.</summary>
internal sealed record RestoreNote
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class RestoreNoteEndpoint(IDocumentSession session, Caller caller, TimeProvider clock) : Endpoint<RestoreNote, NoteView>
{
    public override void Configure()
    {
        Post("/api/v1/notes/{id}/restoration");
        Permissions(NotePermissions.Write);
        this.Describes("restoreNote", "Notes", "Take a note out of the trash", 200, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(RestoreNote request, CancellationToken ct)
    {
        var note = await session.TrashedAsync<Note>(request.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, note, ct);
        note.Touch(caller.Actor, clock.GetUtcNow());
        session.Restore(note);
        session.Tell(before: [], note.Told);
        await Send.ChangedAsync(note.Version + 1, NoteView.Of(note), ct);
    }
}
