using Crm.Kernel.Filters;
using Crm.Kernel.Problems;

namespace Crm.Kernel.Segments;

/// <summary>What a segment's filter must be beyond making sense.</summary>
internal static class SegmentRules
{
    /// <summary>Holds what a client wrote against the rules, and notes on the segment what its filter depends on. What is wrong ends the request.</summary>
    public static async Task SettleAsync(this RecordFilters filters, Segment segment, SegmentFields fields, CancellationToken ct)
    {
        if (filters.Find(fields.Object) is not { } known || known.Fields.Find(SegmentFilter.Name) is null) throw KernelProblems.ValidationFailed.With("There are no segments of such records.", "/object");
        var kind = await filters.WithCustomAsync(known, ct);
        await filters.CompileAsync(kind, fields.Filter, "/filter", ct);
        var leaves = await filters.LeavesAsync(kind, fields.Filter, "/filter", ct);
        var errors = leaves.SelectMany(Wrong).ToList();
        if (errors.Count > 0) throw new ProblemException(FilterProblems.Invalid) { Errors = errors };
        foreach (var leaf in leaves) leaf.CheckSeen();
        fields.WriteTo(segment);
        segment.TimeBound = leaves.Any(leaf => leaf.IsTimeBound);
        segment.Reaches = [.. leaves.SelectMany(leaf => leaf.Path).Select(step => step.To.Object).Distinct()];
    }

    private static IEnumerable<ProblemError> Wrong(FilterLeaf leaf)
    {
        if (leaf.Field?.Name == SegmentFilter.Name) yield return new($"{leaf.Pointer}/field", "filter.unknownField", "A segment is not made of segments.");
        if (leaf.Field is { IsComputed: true }) yield return new($"{leaf.Pointer}/field", "filter.unknownField", "What is computed when it is read changes without anybody writing it: a segment names stored members.");
        if (leaf.IsPersonal) yield return new($"{leaf.Pointer}/value", "filter.valueUnfit", "A segment is the same for everybody: name the accounts.");
        if (leaf.Path.Count > 1) yield return new($"{leaf.Pointer}/field", "filter.unknownField", "A segment looks at related records, and not beyond them.");
    }
}
