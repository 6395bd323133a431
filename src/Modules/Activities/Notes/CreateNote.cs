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

/// <summary>A note to be.</summary>
internal sealed record CreateNote
{
    [FromBody] public required NoteFields Note { get; init; }
}

internal sealed class CreateNoteValidator : Validator<CreateNote>
{
    public CreateNoteValidator() => RuleFor(c => c.Note).SetValidator(NoteFieldsValidator.Instance);
}

internal sealed class CreateNoteEndpoint(IDocumentSession session, Outbox outbox, RecordTies ties, IMemberDirectory members, Caller caller, TimeProvider clock) : Endpoint<CreateNote, NoteView>
{
    public override void Configure()
    {
        Post("/api/v1/notes");
        Permissions(NotePermissions.Write);
        this.Describes("createNote", "Notes", "Write a note about records", 201, KernelProblems.OwnerUnknown, KernelProblems.RecordUnknown);
    }

    public override async Task HandleAsync(CreateNote request, CancellationToken ct)
    {
        var (fields, now) = (request.Note, clock.GetUtcNow());
        await members.CheckOwnerAsync(fields.OwnerId, caller.AccountId, ct);
        await ties.CheckAsync(fields.Records, before: [], ct);

        var note = new Note();
        note.Write(fields with { OwnerId = fields.OwnerId ?? caller.AccountId });
        note.Touch(caller.Actor, now);
        var mentioned = await note.SettleMentionsAsync(members, ct);
        session.Insert(note);
        session.Tell(before: [], note.Told);

        foreach (var account in mentioned) await outbox.PublishAsync(new MemberMentioned(Guid.CreateVersion7(now), account, "note", note.Id, caller.Actor, now));
        await Send.CreatedAsync($"/api/v1/notes/{note.Id}", NoteView.Of(note), ct);
    }
}
