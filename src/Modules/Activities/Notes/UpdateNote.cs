using Crm.Activities.Timelines;
using Crm.Contracts.Activities;
using Crm.Contracts.Identity;
using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using Crm.Kernel.Ties;
using FastEndpoints;
using Marten;

namespace Crm.Activities.Notes;

/// <summary>Changes to a note, as a JSON merge patch: what is absent stays, null removes, lists are replaced.</summary>
internal sealed record UpdateNote
{
    [RouteParam] public Guid Id { get; init; }
    [FromBody] public required MergePatch<NoteFields> Changes { get; init; }
}

internal sealed class UpdateNoteEndpoint(IDocumentSession session, Outbox outbox, RecordTies ties, IMemberDirectory members, Caller caller, TimeProvider clock) : Endpoint<UpdateNote, NoteView>
{
    public override void Configure()
    {
        Patch("/api/v1/notes/{id}");
        Permissions(NotePermissions.Write);
        this.Describes("updateNote", "Notes", "Change a note", 200, KernelProblems.OwnerUnknown, KernelProblems.RecordUnknown, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(UpdateNote request, CancellationToken ct)
    {
        var note = await session.LiveAsync<Note>(request.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, note, ct);
        var (before, told, now, version) = (NoteFields.Of(note), note.Told.ToList(), clock.GetUtcNow(), note.Version);
        var fields = request.Changes.ApplyTo(before, NoteFieldsValidator.Instance);
        await members.CheckOwnerAsync(fields.OwnerId, before.OwnerId, ct);
        await ties.CheckAsync(fields.Records, before.Records, ct);

        note.Write(fields);
        if (Members.Changed(before, NoteFields.Of(note)).Count > 0)
        {
            foreach (var account in await note.SettleMentionsAsync(members, ct))
                await outbox.PublishAsync(new MemberMentioned(Guid.CreateVersion7(now), account, "note", note.Id, caller.Actor, now));
            note.Touch(caller.Actor, now);
            session.UpdateRevision(note, ++version);
            session.Tell(told, note.Told);
        }
        await Send.ChangedAsync(version, NoteView.Of(note), ct);
    }
}
