using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using FluentValidation;
using Marten;

namespace Crm.Contacts.Stages;

/// <summary>A stage to be.</summary>
internal sealed record AddStage
{
    /// <summary>What contacts will name it by, for ever: <c>inTalks</c>.</summary>
    public required string Key { get; init; }

    public required string Label { get; init; }
    public required StageCategory Category { get; init; }

    /// <summary>Its place in the order, from 0; left out, it comes last.</summary>
    public int? Position { get; init; }
}

internal sealed class AddStageValidator : Validator<AddStage>
{
    public AddStageValidator()
    {
        RuleFor(s => s.Key).NotEmpty().Matches(@"^[a-z][a-zA-Z0-9]{0,39}\z");
        RuleFor(s => s.Label).NotEmpty().MaximumLength(60).PlainText();
        RuleFor(s => s.Position).GreaterThanOrEqualTo(0);
    }
}

internal sealed class AddStageEndpoint(IDocumentSession session, Caller caller, TimeProvider clock) : Endpoint<AddStage, StageView>
{
    public override void Configure()
    {
        Post("/api/v1/contact-stages");
        Permissions(ContactPermissions.Configure);
        this.Describes("addContactStage", "Contact stages", "Add a stage", 201, ContactProblems.StageKeyTaken, ContactProblems.TooManyStages, KernelProblems.Conflict);
    }

    public override async Task HandleAsync(AddStage request, CancellationToken ct)
    {
        var set = await StageSet.LoadAsync(session, ct);
        set.Add(new(request.Key, request.Label.Trim(), request.Category), request.Position);
        set.Touch(caller.Actor, clock.GetUtcNow());
        session.UpdateRevision(set, set.Version + 1);
        await Send.CreatedAsync($"/api/v1/contact-stages/{request.Key}", set.View(request.Key), ct, set.Version + 1);
    }
}
