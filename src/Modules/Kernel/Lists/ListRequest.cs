using System.ComponentModel.DataAnnotations;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Kernel.Lists;

/// <summary>What everything that answers in pages takes.</summary>
public abstract record PageRequest
{
    public const int DefaultLimit = 50;
    public const int MaximumLimit = 200;

    /// <summary>How many at most.</summary>
    [QueryParam, Range(1, MaximumLimit)]
    public int? Limit { get; init; }

    /// <summary><c>next</c> or <c>prev</c> of an earlier page.</summary>
    [QueryParam]
    public string? Cursor { get; init; }

    /// <summary>The limit that holds; one out of bounds is refused rather than bent.</summary>
    public int AtMost() => Limit is null or (>= 1 and <= MaximumLimit)
        ? Limit ?? DefaultLimit
        : throw KernelProblems.Invalid.With($"`limit` lies between 1 and {MaximumLimit}.", "?limit");
}

/// <summary>What every list takes.</summary>
public abstract record ListRequest : PageRequest
{
    /// <summary>Fields to sort by, <c>-</c> for descending: <c>-createdAt,lastName</c>.</summary>
    [QueryParam]
    public string? Sort { get; init; }

    /// <summary>Members to answer, comma-separated; all others are left out.</summary>
    [QueryParam]
    public string? Fields { get; init; }

    /// <summary>Whether <c>page.total</c> is wanted, and how exactly.</summary>
    [QueryParam]
    public CountMode? Count { get; init; }
}

/// <summary>How many there are in all: not asked, guessed by the database's planner, or counted.</summary>
public enum CountMode
{
    None,
    Estimated,
    Exact,
}
