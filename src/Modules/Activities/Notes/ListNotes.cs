using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using Crm.Kernel.Ties;
using FastEndpoints;

namespace Crm.Activities.Notes;

/// <summary>Asks for a page of notes.</summary>
internal sealed record ListNotes : ListRequest
{
    /// <summary>What they are about: kind and id, such as <c>contact:0198c0de-0000-7000-8000-000000000003</c>.</summary>
    [QueryParam] public string? Record { get; init; }

    /// <summary>An account, or <c>me</c>.</summary>
    [QueryParam] public string? OwnerId { get; init; }

    /// <summary>An account that is mentioned, or <c>me</c>.</summary>
    [QueryParam] public string? Mentions { get; init; }

    /// <summary>Only those that stand out, or only the others.</summary>
    [QueryParam] public bool? Pinned { get; init; }

    /// <summary>Words that they contain.</summary>
    [QueryParam] public string? Q { get; init; }

    /// <summary>Lists the trash instead.</summary>
    [QueryParam] public bool Trashed { get; init; }
}

internal sealed class ListNotesEndpoint(Pages pages, Caller caller) : Endpoint<ListNotes, Page<NoteView>>
{
    public override void Configure()
    {
        Get("/api/v1/notes");
        Permissions(NotePermissions.Read);
        this.Describes("listNotes", "Notes", "List notes", 200);
    }

    public override async Task HandleAsync(ListNotes request, CancellationToken ct) =>
        await Send.PageAsync(await pages.Of<Note>(NoteCatalogue.Fields, request)
            .Trashed(request.Trashed)
            .Where(RecordRef.Among(NoteCatalogue.Records, request.Record))
            .Where(NoteCatalogue.Owner.Is(caller.Account(request.OwnerId, "ownerId")))
            .Where(NoteCatalogue.MentionKeys.Has(caller.Account(request.Mentions, "mentions")?.ToString()))
            .Where(NoteCatalogue.Pinned.Is(request.Pinned))
            .Where(NoteCatalogue.Text.Mentions(request.Q))
            .ReadAsync(NoteView.Of, ct), ct);
}
