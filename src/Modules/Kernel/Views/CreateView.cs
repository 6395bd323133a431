using Crm.Contracts.Identity;
using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Views;

/// <summary>A view to be kept.</summary>
internal sealed record CreateView
{
    [FromBody] public required SavedViewFields View { get; init; }
}

internal sealed class CreateViewValidator : Validator<CreateView>
{
    public CreateViewValidator() => RuleFor(c => c.View).SetValidator(SavedViewFieldsValidator.Instance);
}

internal sealed class CreateViewEndpoint(IDocumentSession session, SavedViews views, RecordFilters filters, IMemberDirectory members, Caller caller, TimeProvider clock) : Endpoint<CreateView, SavedViewView>
{
    public override void Configure()
    {
        Post("/api/v1/views");
        Permissions(ViewPermissions.Use);
        this.Describes("createView", "Views", "Keep a view", 201, ViewProblems.TooMany, FilterProblems.Invalid, FilterProblems.TooComplex, KernelProblems.OwnerUnknown, KernelProblems.FieldHidden, KernelProblems.Invalid);
    }

    public override async Task HandleAsync(CreateView r, CancellationToken ct)
    {
        await r.View.CheckAsync(filters, members, ct);
        var view = new SavedView { AccountId = caller.AccountId };
        r.View.WriteTo(view);
        if (view.Visibility is not ViewVisibility.Personal) views.CheckWritable(view);
        if (!await views.HasRoomAsync(ct)) throw ViewProblems.TooMany.With();
        view.Touch(caller.Actor, clock.GetUtcNow());
        session.Insert(view);
        await Send.CreatedAsync($"/api/v1/views/{view.Id}", SavedViewView.Of(view, writable: true), ct);
    }
}
