using System.Reflection;
using Crm.Kernel.Access;
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
        // Whoever chooses the filter is told how many meet it: of records out of their reach that would tell one value after the other.
        foreach (var asked in leaves.SelectMany(leaf => leaf.Path).Select(step => step.To).Prepend(kind)) CheckReach(asked);
        fields.WriteTo(segment);
        segment.TimeBound = leaves.Any(leaf => leaf.IsTimeBound);
        segment.Reaches = [.. leaves.SelectMany(leaf => leaf.Path).Select(step => step.To.Object).Distinct()];
    }

    private static void CheckReach(RecordKind kind)
    {
        if (kind.Document.GetCustomAttribute<RecordsAttribute>()?.Read is { } read && Rights.Current is { } rights && !rights.Covers(read, RecordScope.All))
            throw KernelProblems.Forbidden.With($"A segment is evaluated over all records, so its filter is chosen by whoever has `{read}` for all of them.");
    }

    private static IEnumerable<ProblemError> Wrong(FilterLeaf leaf)
    {
        if (leaf.Field?.Name == SegmentFilter.Name) yield return new($"{leaf.Pointer}/field", "filter.unknownField", "A segment is not made of segments.");
        if (leaf.Field is { IsComputed: true }) yield return new($"{leaf.Pointer}/field", "filter.unknownField", "What is computed when it is read changes without anybody writing it: a segment names stored members.");
        if (leaf.IsPersonal) yield return new($"{leaf.Pointer}/value", "filter.valueUnfit", "A segment is the same for everybody: name the accounts.");
        if (leaf.Path.Count > 1) yield return new($"{leaf.Pointer}/field", "filter.unknownField", "A segment looks at related records, and not beyond them.");
    }
}
