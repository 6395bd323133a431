using System.Text.Json;
using Crm.Kernel.Duplicates;
using Crm.Kernel.Problems;
using FastEndpoints;
using FluentValidation;

namespace Crm.Kernel.Batches;

/// <summary>Several writes of one kind of record in one request.</summary>
public sealed record BatchRequest
{
    public const int Most = 500;

    public required BatchMode Mode { get; init; }

    /// <summary>Done in this order. Up to 500; the whole request has up to 5 MB.</summary>
    public required IReadOnlyList<BatchItem> Items { get; init; }

    /// <summary>For the documentation: one record to be, with one member.</summary>
    public static BatchRequest Example(string member, string value) =>
        new() { Mode = BatchMode.Partial, Items = [new() { Op = BatchOperation.Create, Data = new Dictionary<string, JsonElement> { [member] = JsonSerializer.SerializeToElement(value) } }] };
}

/// <summary>Whether one failure undoes all.</summary>
public enum BatchMode
{
    /// <summary>All items or none, in one transaction.</summary>
    Atomic,

    /// <summary>Each item by itself.</summary>
    Partial,
}

/// <summary>What is done with one record.</summary>
public enum BatchOperation
{
    Create,
    Update,
    Trash,
    Restore,
}

/// <summary>One write: what the request for a single record takes, and held to the same rules.</summary>
public sealed record BatchItem
{
    public required BatchOperation Op { get; init; }

    /// <summary>Which record; with all but <c>create</c>.</summary>
    public Guid? Id { get; init; }

    /// <summary>The item's own idempotency key, in a partial batch: sent again with the same, it has the effect and the answer of the first time.</summary>
    public string? Key { get; init; }

    /// <summary>The entity tag that the record must have still.</summary>
    public string? IfMatch { get; init; }

    /// <summary>With <c>create</c>: what to do if the record is likely to be there already.</summary>
    public OnDuplicate? OnDuplicate { get; init; }

    /// <summary>With <c>create</c> the record, with <c>update</c> a merge patch.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Data { get; init; }

    internal ProblemException? Misfit(BatchMode mode, string pointer) => this switch
    {
        { Op: BatchOperation.Create, Id: not null } => KernelProblems.ValidationFailed.With("What is created has no id yet.", $"{pointer}/id"),
        { Op: not BatchOperation.Create, Id: null } => KernelProblems.ValidationFailed.With("Which record?", $"{pointer}/id"),
        { Op: BatchOperation.Create or BatchOperation.Update, Data: null } => KernelProblems.ValidationFailed.With("There is nothing to write.", $"{pointer}/data"),
        { Op: BatchOperation.Trash or BatchOperation.Restore, Data: not null } => KernelProblems.ValidationFailed.With("This takes no data.", $"{pointer}/data"),
        { Op: not BatchOperation.Create, OnDuplicate: not null } => KernelProblems.ValidationFailed.With("Only what is created can be there already.", $"{pointer}/onDuplicate"),
        { Op: BatchOperation.Create, IfMatch: not null } => KernelProblems.ValidationFailed.With("What is created has no entity tag yet.", $"{pointer}/ifMatch"),
        { Key: not null } when mode is BatchMode.Atomic => KernelProblems.ValidationFailed.With("An atomic batch is one effect: send `Idempotency-Key` with it.", $"{pointer}/key"),
        _ => null,
    };
}

internal sealed class BatchRequestValidator : Validator<BatchRequest>
{
    public BatchRequestValidator()
    {
        RuleFor(b => b.Items).Must(items => items.Count is > 0 and <= BatchRequest.Most).WithErrorCode("items.count").WithMessage($"Between one and {BatchRequest.Most} items.");
        RuleForEach(b => b.Items).ChildRules(item =>
        {
            item.RuleFor(i => i.Key).MaximumLength(255);
            item.RuleFor(i => i.IfMatch).MaximumLength(255);
        });
    }
}

/// <summary>What became of the items.</summary>
/// <param name="Data">One for each item, in the order of the request.</param>
public sealed record BatchView(IReadOnlyList<BatchResult> Data);

/// <summary>What became of one item: what a request of its own would have been answered.</summary>
/// <param name="Index">Its place in the request, from 0.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Id">The record.</param>
/// <param name="Etag">The record's entity tag since.</param>
/// <param name="Problem">Why nothing was done. Pointers are into <c>data</c>.</param>
public sealed record BatchResult(int Index, int Status, Guid? Id, string? Etag, Problem? Problem);
