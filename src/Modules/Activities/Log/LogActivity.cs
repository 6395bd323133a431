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

/// <summary>An activity to be logged.</summary>
internal sealed record LogActivity
{
    [FromBody] public required ActivityFields Activity { get; init; }
}

internal sealed class LogActivityValidator : Validator<LogActivity>
{
    public LogActivityValidator() => RuleFor(c => c.Activity).SetValidator(ActivityFieldsValidator.Instance);
}

internal sealed class LogActivityEndpoint(IDocumentSession session, RecordTies ties, IMemberDirectory members, Caller caller, TimeProvider clock) : Endpoint<LogActivity, ActivityView>
{
    public override void Configure()
    {
        Post("/api/v1/activities");
        Permissions(ActivityPermissions.Write);
        this.Describes("logActivity", "Activities", "Log a call, a meeting or the like", 201, KernelProblems.OwnerUnknown, KernelProblems.RecordUnknown);
    }

    public override async Task HandleAsync(LogActivity request, CancellationToken ct)
    {
        var fields = request.Activity;
        await members.CheckOwnerAsync(fields.OwnerId, caller.AccountId, ct);
        await members.CheckAsync(fields.Members, before: [], ct);
        await ties.CheckAsync(fields.Records, before: [], ct);

        var activity = new Activity();
        activity.Write(fields with { OwnerId = fields.OwnerId ?? caller.AccountId });
        activity.Touch(caller.Actor, clock.GetUtcNow());
        session.Insert(activity);
        session.Tell(before: [], activity.Told);
        await Send.CreatedAsync($"/api/v1/activities/{activity.Id}", ActivityView.Of(activity), ct);
    }
}
