using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Segments;

/// <summary>A segment to be made.</summary>
internal sealed record CreateSegment
{
    [FromBody] public required SegmentFields Segment { get; init; }
}

internal sealed class CreateSegmentValidator : Validator<CreateSegment>
{
    public CreateSegmentValidator() => RuleFor(c => c.Segment).SetValidator(SegmentFieldsValidator.Instance);
}

internal sealed class CreateSegmentEndpoint(IDocumentSession session, RecordFilters filters, Outbox outbox, Caller caller, TimeProvider clock) : Endpoint<CreateSegment, SegmentView>
{
    public override void Configure()
    {
        Post("/api/v1/segments");
        Permissions(SegmentPermissions.Write);
        this.Describes("createSegment", "Segments", "Make a segment", 201, SegmentProblems.NameTaken, SegmentProblems.TooMany, FilterProblems.Invalid, FilterProblems.TooComplex, KernelProblems.Forbidden, KernelProblems.FieldHidden);
        Summary(s => s.Description = "Its first members are looked for at once, behind the answer: `status` is `ready` when they are known. They are in it from the beginning, so nobody is told that they entered.");
    }

    public override async Task HandleAsync(CreateSegment r, CancellationToken ct)
    {
        var segment = new Segment { AccountId = caller.AccountId, Generation = 1 };
        await filters.SettleAsync(segment, r.Segment, ct);
        if (await session.Query<Segment>().CountAsync(ct) >= Segment.Most) throw SegmentProblems.TooMany.With();
        segment.Touch(caller.Actor, clock.GetUtcNow());
        var state = new SegmentState { Id = segment.Id };
        session.Insert(segment);
        session.Insert(state);
        await outbox.PublishAsync(EvaluateSegment.Begin(segment, EvaluateSegment.Filter, clock.GetUtcNow()));
        await Send.CreatedAsync($"/api/v1/segments/{segment.Id}", SegmentView.Of(segment, state, usable: true), ct);
    }
}
