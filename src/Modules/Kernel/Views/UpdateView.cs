using Crm.Contracts.Identity;
using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Views;

/// <summary>Changes to a view, as a JSON merge patch.</summary>
internal sealed record UpdateView
{
    [RouteParam] public Guid Id { get; init; }
    [FromBody] public required MergePatch<SavedViewFields> Changes { get; init; }
}

internal sealed class UpdateViewEndpoint(IDocumentSession session, SavedViews views, RecordFilters filters, IMemberDirectory members, Caller caller, TimeProvider clock) : Endpoint<UpdateView, SavedViewView>
{
    public override void Configure()
    {
        Patch("/api/v1/views/{id}");
        Permissions(ViewPermissions.Use);
        this.Describes("updateView", "Views", "Change a view", 200, FilterProblems.Invalid, FilterProblems.TooComplex, KernelProblems.OwnerUnknown, KernelProblems.FieldHidden, KernelProblems.Invalid, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(UpdateView r, CancellationToken ct)
    {
        r.Changes.RefuseUnknown();
        var view = await views.GetAsync(r.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, view, ct);
        views.CheckWritable(view);
        var (before, version) = (SavedViewFields.Of(view), view.Version);
        var after = r.Changes.ApplyTo(before, SavedViewFieldsValidator.Instance);
        if (after.Object != before.Object) throw KernelProblems.ValidationFailed.With("A view stays with its kind of record.", "/object");
        await after.CheckAsync(filters, members, ct);
        if (Members.Changed(before, after).Count > 0)
        {
            after.WriteTo(view);
            views.CheckWritable(view); // who may not share does not make a view of everybody's by a change either
            view.Touch(caller.Actor, clock.GetUtcNow());
            session.UpdateRevision(view, ++version);
        }
        await Send.ChangedAsync(version, SavedViewView.Of(view, views.IsWritable(view)), ct);
    }
}
