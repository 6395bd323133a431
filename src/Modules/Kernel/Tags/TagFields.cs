using Crm.Kernel.Http;
using Crm.Kernel.Values;
using FluentValidation;

namespace Crm.Kernel.Tags;

/// <summary>All that a client may set on a tag.</summary>
internal sealed record TagFields
{
    public required string Name { get; init; }

    /// <summary>To be shown in: <c>#rrggbb</c>.</summary>
    public string? Color { get; init; }

    public string? Description { get; init; }

    public static TagFields Of(Tag tag) => new() { Name = tag.Name, Color = tag.Color, Description = tag.Description };

    /// <summary>Everything but the name, which records have.</summary>
    public void DescribeIn(Tag tag) => (tag.Color, tag.Description) = (Color?.ToLowerInvariant(), Description.Tidy());
}

internal sealed class TagFieldsValidator : AbstractValidator<TagFields>
{
    public static TagFieldsValidator Instance { get; } = new();

    public TagFieldsValidator()
    {
        RuleFor(t => t.Name).NotEmpty().MaximumLength(50).PlainText();
        RuleFor(t => t.Color).Matches(@"^#[0-9a-fA-F]{6}\z").WithErrorCode("tag.color").WithMessage("A colour is written `#rrggbb`.");
        RuleFor(t => t.Description).MaximumLength(500);
    }
}

/// <summary>A tag as the API shows it.</summary>
internal sealed record TagView
{
    public required Guid Id { get; init; }

    /// <summary>As its first user wrote it, or somebody since; records have it so.</summary>
    public required string Name { get; init; }

    /// <summary>To be shown in: <c>#rrggbb</c>.</summary>
    public string? Color { get; init; }

    public string? Description { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>How many records bear it that the caller can see, for each kind of them: only where one tag is read.</summary>
    public IReadOnlyList<TagUsage>? Usage { get; init; }

    public static TagView Of(Tag tag) => Of(tag, null);

    public static TagView Of(Tag tag, IReadOnlyList<TagUsage>? usage) =>
        new() { Id = tag.Id, Name = tag.Name, Color = tag.Color, Description = tag.Description, CreatedAt = tag.CreatedAt, UpdatedAt = tag.UpdatedAt, Usage = usage };
}

/// <summary>How many records of a kind bear a tag.</summary>
/// <param name="Object">The kind of record: <c>contact</c>.</param>
/// <param name="Count">Those that are not in the trash.</param>
internal sealed record TagUsage(string Object, long Count);
