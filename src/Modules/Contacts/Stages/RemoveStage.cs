using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;
using Marten.Linq.SoftDeletes;

namespace Crm.Contacts.Stages;

/// <summary>Takes a stage out of use.</summary>
internal sealed record RemoveStage
{
    [RouteParam] public string Key { get; init; } = "";
}

internal sealed class RemoveStageEndpoint(IDocumentSession session, Caller caller, TimeProvider clock) : Endpoint<RemoveStage>
{
    public override void Configure()
    {
        Delete("/api/v1/contact-stages/{key}");
        Permissions(ContactPermissions.Configure);
        this.Describes("removeContactStage", "Contact stages", "Take a stage that no contact is in out of use", 204,
            ContactProblems.StageInUse, ContactProblems.LastStage, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(RemoveStage request, CancellationToken ct)
    {
        var set = await StageSet.HoldToRemoveAsync(session, ct);
        var stage = set.View(request.Key);
        await HttpContext.HonourIfMatchAsync(session, set, ct);
        if (await session.Query<Contact>().AnyAsync(c => c.Stage == stage.Key && c.MaybeDeleted(), ct)) throw ContactProblems.StageInUse.With();

        set.Remove(stage.Key);
        set.Touch(caller.Actor, clock.GetUtcNow());
        session.UpdateRevision(set, set.Version + 1);
        await Send.NoContentAsync(ct);
    }
}
