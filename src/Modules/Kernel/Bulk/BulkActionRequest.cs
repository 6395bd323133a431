using System.Text.Json;
using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using FastEndpoints;
using FluentValidation;

namespace Crm.Kernel.Bulk;

/// <summary>The same change to many records.</summary>
internal sealed record BulkActionRequest
{
    public const int MostIds = 1000;

    /// <summary>Which kind of record: <c>contact</c> or <c>company</c>.</summary>
    public required string Object { get; init; }

    /// <summary>Which records; an empty <c>and</c> means all. One of <c>filter</c>, <c>view</c> and <c>ids</c> is needed. Records that come to meet it after the start are left.</summary>
    public Filter? Filter { get; init; }

    /// <summary>A saved view whose records are meant.</summary>
    public Guid? View { get; init; }

    /// <summary>Up to 1,000 records.</summary>
    public IReadOnlyList<Guid>? Ids { get; init; }

    public required BulkAction Action { get; init; }

    /// <summary>With <c>update</c>: a merge patch, such as <c>{"ownerId": …}</c> or <c>{"stage": …}</c>. What ties records to companies is not changed in bulk.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Changes { get; init; }

    /// <summary>With <c>addTags</c> and <c>removeTags</c>.</summary>
    public IReadOnlyList<string>? Tags { get; init; }
}

/// <summary>What is done to each record.</summary>
public enum BulkAction
{
    Update,
    AddTags,
    RemoveTags,

    /// <summary>Moves it to the trash.</summary>
    Trash,

    /// <summary>Takes it out of the trash: of these the filter is asked then.</summary>
    Restore,
}

internal sealed class BulkActionRequestValidator : Validator<BulkActionRequest>
{
    public BulkActionRequestValidator()
    {
        RuleFor(b => b.Object).MaximumLength(40);
        RuleFor(b => b.Ids).Must(ids => ids is null or { Count: > 0 and <= BulkActionRequest.MostIds }).WithErrorCode("ids.count").WithMessage($"Between one and {BulkActionRequest.MostIds} records.");
        RuleFor(b => b.Changes).Must(changes => changes is null or { Count: > 0 and <= 50 }).WithErrorCode("changes.count").WithMessage("Between one and 50 members.");
        RuleFor(b => b.Tags).Must(tags => tags is null or { Count: > 0 and <= 20 }).WithErrorCode("tags.count").WithMessage("Between one and 20 tags.");
        RuleForEach(b => b.Tags).NotEmpty().MaximumLength(50).PlainText();
    }
}

/// <summary>What a bulk action would be about.</summary>
/// <param name="Total">Records that are meant and that the caller sees.</param>
/// <param name="Writable">Those of them that the caller may change.</param>
internal sealed record BulkPreview(long Total, long Writable);

/// <summary>What a bulk action's job is to do: kept with the job, so that a later change of a view does not reach it.</summary>
public sealed record BulkOrder(string Object, BulkAction Action, Filter? Filter = null, IReadOnlyList<Guid>? Ids = null, IReadOnlyDictionary<string, JsonElement>? Changes = null, IReadOnlyList<string>? Tags = null);
