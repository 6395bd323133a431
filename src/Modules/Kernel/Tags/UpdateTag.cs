using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Tags;

/// <summary>Changes to a tag, as a JSON merge patch.</summary>
internal sealed record UpdateTag
{
    [RouteParam] public Guid Id { get; init; }
    [FromBody] public required MergePatch<TagFields> Changes { get; init; }
}

internal sealed class UpdateTagEndpoint(IDocumentSession session, TagDesk desk, Caller caller, TimeProvider clock) : Endpoint<UpdateTag, TagView>
{
    public override void Configure()
    {
        Patch("/api/v1/tags/{id}");
        Permissions(TagPermissions.Write);
        this.Describes("updateTag", "Tags", "Change a tag", 200, TagProblems.NameTaken, TagProblems.Busy, KernelProblems.Forbidden, KernelProblems.FieldReadOnly, KernelProblems.Conflict, KernelProblems.Stale);
        this.MayStartAJob();
        Summary(s => s.Description = "A new name of a tag that records bear is given by a job, which changes them too: the answer is 202 and the tag as it is until then, `Location` is the job. Filters and views that name the tag are not changed.");
    }

    public override async Task HandleAsync(UpdateTag r, CancellationToken ct)
    {
        r.Changes.RefuseUnknown();
        var tag = await session.LiveAsync<Tag>(r.Id, ct);
        var after = r.Changes.ApplyTo(TagFields.Of(tag), TagFieldsValidator.Instance);
        var (name, borne) = (after.Name.Trim(), false);
        if (name != tag.Name) (tag, borne) = await desk.HoldAsync(r.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, tag, ct);
        if (await desk.IsTakenAsync(name, tag.Id, ct)) throw TagProblems.NameTaken.With(pointer: "/name");

        var (before, old, version) = (TagFields.Of(tag), tag.Name, tag.Version);
        after.DescribeIn(tag);
        if (!borne) tag.Name = name;
        if (Members.Changed(before, TagFields.Of(tag)).Count > 0)
        {
            tag.Touch(caller.Actor, clock.GetUtcNow());
            session.UpdateRevision(tag, ++version);
        }
        if (borne)
        {
            var job = await desk.BeginAsync(new(TagAct.Rename, tag.Id, [new(tag.Id, old)], name));
            HttpContext.Response.Headers.Location = $"/api/v1/jobs/{job.Id}";
        }
        HttpContext.Response.Headers.ETag = ETags.Of(version);
        await Send.ResponseAsync(TagView.Of(tag), borne ? 202 : 200, ct);
    }
}
