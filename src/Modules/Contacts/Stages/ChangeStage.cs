using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Contacts.Stages;

/// <summary>Changes to a stage, as a JSON merge patch: renames it, or moves it to another place.</summary>
internal sealed record ChangeStage
{
    [RouteParam] public string Key { get; init; } = "";
    [FromBody] public required MergePatch<StageFields> Changes { get; init; }
}

internal sealed class ChangeStageEndpoint(IDocumentSession session, Caller caller, TimeProvider clock) : Endpoint<ChangeStage, StageView>
{
    public override void Configure()
    {
        Patch("/api/v1/contact-stages/{key}");
        Permissions(ContactPermissions.Configure);
        this.Describes("updateContactStage", "Contact stages", "Rename a stage or change its place", 200, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(ChangeStage request, CancellationToken ct)
    {
        var set = await StageSet.LoadAsync(session, ct);
        var fields = StageFields.Of(set.View(request.Key));
        await HttpContext.HonourIfMatchAsync(session, set, ct);

        var (changed, version) = (request.Changes.ApplyTo(fields, StageFieldsValidator.Instance), set.Version);
        if (changed != fields)
        {
            set.Change(request.Key, changed);
            set.Touch(caller.Actor, clock.GetUtcNow());
            session.UpdateRevision(set, ++version);
        }
        await Send.ChangedAsync(version, set.View(request.Key), ct);
    }
}
