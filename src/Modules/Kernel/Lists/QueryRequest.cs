using System.ComponentModel.DataAnnotations;
using Crm.Kernel.Filters;

namespace Crm.Kernel.Lists;

/// <summary>A question for a page of records, with the whole filter language.</summary>
public sealed record QueryRequest
{
    /// <summary>Which records; all if there is none.</summary>
    public Filter? Filter { get; init; }

    /// <summary>A saved view whose records alone are meant, in its order unless <c>sort</c> says another.</summary>
    public Guid? View { get; init; }

    /// <summary>Up to four fields; the id breaks ties.</summary>
    public IReadOnlyList<SortOrder>? Sort { get; init; }

    /// <summary>Members to answer; all others are left out.</summary>
    public IReadOnlyList<string>? Fields { get; init; }

    /// <summary>How many at most.</summary>
    [Range(1, PageRequest.MaximumLimit)]
    public int? Limit { get; init; }

    /// <summary><c>next</c> or <c>prev</c> of an earlier page of the same question.</summary>
    public string? Cursor { get; init; }

    /// <summary>Whether <c>page.total</c> is wanted, and how exactly.</summary>
    public CountMode? Count { get; init; }

    /// <summary>Asks the trash instead of what is live.</summary>
    public bool Trashed { get; init; }
}

/// <summary>One field to sort by.</summary>
public sealed record SortOrder
{
    public required string Field { get; init; }
    public SortDirection? Dir { get; init; }

    /// <summary>Where those without a value come: last unless said otherwise.</summary>
    public NullsPlace? Nulls { get; init; }
}

/// <summary>Ascending or descending.</summary>
public enum SortDirection
{
    Asc,
    Desc,
}

/// <summary>Before or behind all values.</summary>
public enum NullsPlace
{
    First,
    Last,
}
