using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using Crm.Kernel.Purging;
using Crm.Kernel.Segments;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Organizations;

/// <summary>Changes to what the company has settled, as a JSON merge patch.</summary>
internal sealed record UpdateOrganization
{
    [FromBody] public required MergePatch<OrganizationView> Changes { get; init; }
}

internal sealed class UpdateOrganizationEndpoint(IDocumentSession session, Outbox outbox, TrashPurging purging, Caller caller, TimeProvider clock) : Endpoint<UpdateOrganization, OrganizationView>
{
    public override void Configure()
    {
        Patch("/api/v1/organization");
        Permissions(OrganizationPermissions.Write);
        this.Describes("updateOrganization", "Organization", "Change what the company has settled for all", 200, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(UpdateOrganization r, CancellationToken ct)
    {
        var organization = await Organization.LoadAsync(session, ct);
        await HttpContext.HonourIfMatchAsync(session, organization, ct);
        var (before, version) = (OrganizationView.Of(organization), organization.Version);
        var after = r.Changes.ApplyTo(before, OrganizationRules.Instance);
        if (after != before)
        {
            after.WriteTo(organization);
            if ((after.TimeZone, after.WeekStartsOn, after.FiscalYearStartMonth) != (before.TimeZone, before.WeekStartsOn, before.FiscalYearStartMonth)) await outbox.PublishAsync(new SegmentsOutdated(Calendar: true));
            organization.Touch(caller.Actor, clock.GetUtcNow());
            if (version == 0) session.Insert(organization);
            else session.UpdateRevision(organization, version + 1);
            version++;
            // What lies there too long by now goes at once; of a longer time the messages that wait make sure themselves.
            if (after.TrashDays < before.TrashDays)
                foreach (var message in purging.All()) await outbox.PublishAsync(message);
        }
        await Send.ChangedAsync(version, OrganizationView.Of(organization), ct);
    }
}
