using Crm.Kernel.Problems;
using Crm.Kernel.Views;

namespace Crm.Kernel.Lists;

/// <summary>How a list is asked for, whether by the parameters of a GET or by the body of a query.</summary>
/// <param name="Fields">Members to answer; null for all.</param>
public sealed record ListTerms(IReadOnlyList<SortKey> Sort, int Limit, string? Cursor, IReadOnlyList<string>? Fields, CountMode? Count)
{
    public static ListTerms Of(FieldCatalogue catalogue, ListRequest request) =>
        new(catalogue.Sort(request.Sort), request.AtMost(), request.Cursor, request.Fields?.Split(',', StringSplitOptions.TrimEntries), request.Count);

    /// <summary>The same in the order of a view, if it has one.</summary>
    internal ListTerms Through(SavedView? view, FieldCatalogue catalogue) => view is { Sort.Count: > 0 } ? this with { Sort = catalogue.Sort(view.Sort) } : this;

    public static ListTerms Of(FieldCatalogue catalogue, QueryRequest query) => query.Limit is null or (>= 1 and <= PageRequest.MaximumLimit)
        ? new(catalogue.Sort(query.Sort), query.Limit ?? PageRequest.DefaultLimit, query.Cursor, query.Fields, query.Count)
        : throw KernelProblems.Invalid.With($"`limit` lies between 1 and {PageRequest.MaximumLimit}.", "/limit");
}
