using Crm.Kernel.Http;
using Crm.Kernel.Jobs;
using Crm.Kernel.Problems;
using FastEndpoints;
using FluentValidation;
using Marten;

namespace Crm.Kernel.Tags;

/// <summary>Makes one tag of several.</summary>
internal sealed record MergeTags
{
    [RouteParam] public Guid Id { get; init; }
    [FromBody] public required TagMergeTerms Terms { get; init; }
}

/// <summary>Which tags become part of another.</summary>
internal sealed record TagMergeTerms
{
    /// <summary>Up to fifty others. Whatever bears one of them bears the one that remains instead, once.</summary>
    public required IReadOnlyList<Guid> Ids { get; init; }
}

internal sealed class MergeTagsValidator : Validator<MergeTags>
{
    public MergeTagsValidator() => RuleFor(m => m.Terms.Ids)
        .Must((m, ids) => ids.Count is >= 1 and <= 50 && ids.Distinct().Count() == ids.Count && !ids.Contains(m.Id)).WithErrorCode("ids.count").WithMessage("One to fifty other tags, each once.");
}

internal sealed class MergeTagsEndpoint(IDocumentSession session, TagDesk desk, TimeProvider clock) : Endpoint<MergeTags, JobView>
{
    public override void Configure()
    {
        Post("/api/v1/tags/{id}/merges");
        Permissions(TagPermissions.Write);
        this.Describes("mergeTags", "Tags", "Make one tag of several", 202, TagProblems.Busy, KernelProblems.FieldReadOnly, KernelProblems.Stale);
        Summary(s => s.Description = "A job changes all records that bear one of the others, those in the trash too, and then removes the others. It can be taken back for seven days (`undoJob`).");
    }

    public override async Task HandleAsync(MergeTags r, CancellationToken ct)
    {
        var tags = await desk.HoldAsync([r.Id, .. r.Terms.Ids], ct);
        var tag = tags.FirstOrDefault(t => t.Id == r.Id) ?? throw KernelProblems.NotFound.With();
        await HttpContext.HonourIfMatchAsync(session, tag, ct);
        if (tags.Count <= r.Terms.Ids.Count) throw KernelProblems.NotFound.With(pointer: "/ids");
        var job = await desk.BeginAsync(new(TagAct.Merge, tag.Id, [.. tags.Where(t => t != tag).Select(t => new NamedTag(t.Id, t.Name))], tag.Name));
        HttpContext.Response.Headers.Location = $"/api/v1/jobs/{job.Id}";
        await Send.ResponseAsync(JobView.Of(job, null, clock.GetUtcNow()), 202, ct);
    }
}
