using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;
using Microsoft.AspNetCore.Http;

namespace Crm.Kernel.Tags;

/// <summary>Deletes a tag. Records that bear it stay, without it.</summary>
internal sealed record RemoveTag
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class RemoveTagEndpoint(IDocumentSession session, TagDesk desk) : Endpoint<RemoveTag>
{
    public override void Configure()
    {
        Delete("/api/v1/tags/{id}");
        Permissions(TagPermissions.Write);
        this.Describes("removeTag", "Tags", "Delete a tag", 204, TagProblems.Busy, KernelProblems.FieldReadOnly, KernelProblems.Stale);
        this.MayStartAJob();
        Summary(s => s.Description = "A job takes it from all records that bear it, those in the trash too: the answer is 202, `Location` is the job. A tag that nobody bears is gone at once: 204.");
    }

    public override async Task HandleAsync(RemoveTag r, CancellationToken ct)
    {
        var (tag, borne) = await desk.HoldAsync(r.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, tag, ct);
        if (!borne)
        {
            session.Purge(tag);
            await Send.NoContentAsync(ct);
            return;
        }
        var job = await desk.BeginAsync(new(TagAct.Delete, tag.Id, [new(tag.Id, tag.Name)]));
        HttpContext.Response.Headers.Location = $"/api/v1/jobs/{job.Id}";
        await Send.StatusCodeAsync(StatusCodes.Status202Accepted, ct);
    }
}
