using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Activities.Notes;

internal sealed class QueryNotesEndpoint(Pages pages) : Endpoint<QueryRequest, Page<NoteView>>
{
    public override void Configure()
    {
        Post("/api/v1/notes/query");
        Permissions(NotePermissions.Read);
        this.Describes("queryNotes", "Notes", "List the notes that meet a filter", 200,
            FilterProblems.Invalid, FilterProblems.TooComplex, KernelProblems.Invalid, KernelProblems.CursorMismatch, KernelProblems.FieldHidden);
        this.OnlyAsks();
    }

    public override async Task HandleAsync(QueryRequest query, CancellationToken ct) => await Send.PageAsync(await pages.QueryAsync<Note, NoteView>(query, NoteView.Of, ct), ct);
}
