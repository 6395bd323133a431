using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Values;
using FluentValidation;

namespace Crm.Kernel.Segments;

/// <summary>All that a client may set on a segment.</summary>
internal sealed record SegmentFields
{
    /// <summary>The kind of record it holds, <c>contact</c> or <c>company</c>; never changes.</summary>
    public required string Object { get; init; }

    /// <summary>No other segment of the kind has it, whatever the case.</summary>
    public required string Name { get; init; }

    public string? Description { get; init; }

    /// <summary>Which records: no <c>me</c> and <c>myTeam</c>, since it is everybody's, no other segment, and related records only at one remove.</summary>
    public required Filter Filter { get; init; }

    public static SegmentFields Of(Segment s) => new() { Object = s.Object, Name = s.Name, Description = s.Description, Filter = s.Filter };

    public void WriteTo(Segment s) => (s.Object, s.Name, s.Description, s.Filter) = (Object, Name.Trim(), Description.Tidy(), Filter);
}

internal sealed class SegmentFieldsValidator : AbstractValidator<SegmentFields>
{
    public static SegmentFieldsValidator Instance { get; } = new();

    public SegmentFieldsValidator()
    {
        RuleFor(s => s.Object).NotEmpty().MaximumLength(40);
        RuleFor(s => s.Name).NotEmpty().MaximumLength(100).PlainText();
        RuleFor(s => s.Description).MaximumLength(1000).PlainText();
        RuleFor(s => s.Filter).NotNull();
    }
}

/// <summary>A segment as the API shows it.</summary>
/// <param name="Object">The kind of record it holds.</param>
/// <param name="Filter">Which records. Absent where the caller may not use it.</param>
/// <param name="Usable">Whether the caller sees all that the filter is about, and so may choose records by the segment.</param>
/// <param name="Status">Whether the members are those of the filter.</param>
/// <param name="MemberCount">How many records are in it, in or out of the caller's reach.</param>
/// <param name="EvaluatedAt">When all records were last held against the filter; what was written since has been held against it by itself.</param>
/// <param name="OwnerId">Who made it.</param>
internal sealed record SegmentView(
    Guid Id, string Object, string Name, string? Description, Filter? Filter, bool Usable, SegmentStatus Status, long MemberCount, DateTimeOffset? EvaluatedAt, Guid OwnerId,
    DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset UpdatedAt)
{
    public static SegmentView Of(Segment s, SegmentState state, bool usable) => new(
        s.Id, s.Object, s.Name, s.Description, usable ? s.Filter : null, usable,
        state.Generation != s.Generation ? SegmentStatus.Computing : state.Valid ? SegmentStatus.Ready : SegmentStatus.Invalid,
        state.Members, state.EvaluatedAt, s.AccountId, s.CreatedAt, s.CreatedBy, s.UpdatedAt);
}
