using Crm.Activities.Timelines;
using Crm.Contracts.Identity;
using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using Crm.Kernel.Ties;
using FastEndpoints;
using Marten;

namespace Crm.Activities.Log;

/// <summary>Changes to a logged activity, as a JSON merge patch: what is absent stays, null removes, lists are replaced.</summary>
internal sealed record UpdateActivity
{
    [RouteParam] public Guid Id { get; init; }
    [FromBody] public required MergePatch<ActivityFields> Changes { get; init; }
}

internal sealed class UpdateActivityEndpoint(IDocumentSession session, RecordTies ties, IMemberDirectory members, Caller caller, TimeProvider clock) : Endpoint<UpdateActivity, ActivityView>
{
    public override void Configure()
    {
        Patch("/api/v1/activities/{id}");
        Permissions(ActivityPermissions.Write);
        this.Describes("updateActivity", "Activities", "Change a logged activity", 200, KernelProblems.OwnerUnknown, KernelProblems.RecordUnknown, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(UpdateActivity request, CancellationToken ct)
    {
        var activity = await session.LiveAsync<Activity>(request.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, activity, ct);
        var (before, told, version) = (ActivityFields.Of(activity), activity.Told.ToList(), activity.Version);
        var fields = request.Changes.ApplyTo(before, ActivityFieldsValidator.Instance);
        await members.CheckOwnerAsync(fields.OwnerId, before.OwnerId, ct);
        await members.CheckAsync(fields.Members, before.Members, ct);
        await ties.CheckAsync(fields.Records, before.Records, ct);

        activity.Write(fields);
        if (Members.Changed(before, ActivityFields.Of(activity)).Count > 0)
        {
            activity.Touch(caller.Actor, clock.GetUtcNow());
            session.UpdateRevision(activity, ++version);
            session.Tell(told, activity.Told);
        }
        await Send.ChangedAsync(version, ActivityView.Of(activity), ct);
    }
}
