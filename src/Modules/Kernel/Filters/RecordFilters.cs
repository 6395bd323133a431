using Crm.Kernel.Access;
using Crm.Kernel.CustomFields;
using Crm.Kernel.CustomFields.Computed;
using Crm.Kernel.Lists;
using Crm.Kernel.Organizations;
using Crm.Kernel.Problems;
using Crm.Kernel.Segments;
using Marten;

namespace Crm.Kernel.Filters;

/// <summary>Filters as conditions on the documents of the request's tenant.</summary>
public sealed class RecordFilters(IDocumentSession session, IEnumerable<RecordKind> kinds, Caller caller, TimeProvider clock)
{
    private readonly IReadOnlyDictionary<string, RecordKind> byObject = kinds.ToDictionary(k => k.Object);

    private Organization? organization;
    private CustomFieldSet? custom;

    public RecordKind KindOf(Type document) => byObject.Values.Single(kind => kind.Document == document);

    /// <summary>None if no module has such records.</summary>
    public RecordKind? Find(string @object) => byObject.GetValueOrDefault(@object);

    /// <param name="now">The moment that <c>today</c> and the other words are about; the present if nothing is said.</param>
    public async Task<Calendar> CalendarAsync(CancellationToken ct, DateTimeOffset? now = null) => (organization ??= await Organization.LoadAsync(session, ct)).Calendar(now ?? clock.GetUtcNow());

    /// <summary>The fields of a kind, the company's own among them.</summary>
    public async Task<RecordKind> WithCustomAsync(RecordKind kind, CancellationToken ct)
    {
        var fields = await OwnAsync(ct);
        return kind with { Fields = kind.Fields.With(fields.FieldsOf(kind.Object)) };
    }

    /// <summary>Those of the company's own fields of a kind that are computed; null if it has none of any kind.</summary>
    internal async Task<IReadOnlyList<ComputedField>?> ComputedAsync(RecordKind kind, CancellationToken ct)
    {
        custom ??= await CustomFieldSet.LoadAsync(session, ct);
        return custom.Fields.Exists(f => CustomFieldTypes.IsComputed(f.Type)) ? (await OwnAsync(ct)).Of(kind.Object) : null;
    }

    /// <summary>Ends the request if a field of the set could not be computed.</summary>
    /// <param name="changed">The one whose definition is new.</param>
    internal async Task CheckComputedAsync(CustomFieldSet set, CustomField changed, CancellationToken ct) => (await OwnAsync(ct, set)).Check(changed);

    /// <param name="set">Another than the company has, to see whether it would do.</param>
    internal async Task<ComputedFields> OwnAsync(CancellationToken ct, CustomFieldSet? set = null)
    {
        set ??= custom ??= await CustomFieldSet.LoadAsync(session, ct);
        var zone = set.Fields.Exists(f => f.Type is CustomFieldType.Formula) ? (organization ??= await Organization.LoadAsync(session, ct)).TimeZone : "UTC";
        return new(set, byObject, session.DocumentStore.Options, zone);
    }

    /// <param name="pointer">Where in the request the filter stands.</param>
    /// <param name="now">The moment that <c>today</c> and the other words are about; the present if nothing is said.</param>
    /// <returns>No condition for no filter.</returns>
    public async Task<Condition?> CompileAsync(RecordKind kind, Filter? filter, string pointer, CancellationToken ct, DateTimeOffset? now = null)
    {
        if (filter is null) return null;
        var scope = new FilterScope(caller.AccountId, [.. (Rights.Current?.Team ?? new HashSet<Guid>()).Append(caller.AccountId).Distinct()], await CalendarAsync(ct, now));
        var all = await AroundAsync(kind, ct);
        var condition = new FilterCompiler(scope, new(all, session.DocumentStore.Options)).Compile(filter, kind.Fields, pointer);
        await CheckSegmentsAsync(FilterLeaf.Of(filter, kind, all, pointer), ct);
        return condition;
    }

    /// <summary>The comparisons of a filter that makes sense.</summary>
    internal async Task<IReadOnlyList<FilterLeaf>> LeavesAsync(RecordKind kind, Filter filter, string pointer, CancellationToken ct) =>
        [.. FilterLeaf.Of(filter, kind, await AroundAsync(kind, ct), pointer)];

    private async Task<Dictionary<string, RecordKind>> AroundAsync(RecordKind kind, CancellationToken ct)
    {
        var all = new Dictionary<string, RecordKind>(byObject);
        foreach (var other in kind.Fields.Relations.Select(r => r.Object).Distinct()) all[other] = await WithCustomAsync(byObject[other], ct);
        return all;
    }

    /// <summary>Segments that a filter names are there, and tell the caller nothing that is hidden from them.</summary>
    private async Task CheckSegmentsAsync(IEnumerable<FilterLeaf> leaves, CancellationToken ct)
    {
        var named = leaves.Where(leaf => leaf.Field?.Name == SegmentFilter.Name && leaf.Comparison.Value is not null).ToList();
        if (named.Count == 0) return;
        var segments = (await session.LoadManyAsync<Segment>(ct, [.. named.SelectMany(leaf => leaf.Ids).Distinct()])).ToDictionary(s => s.Id);
        var unknown = named.Where(leaf => !leaf.Ids.All(id => segments.TryGetValue(id, out var segment) && segment.Object == leaf.On.Object)).ToList();
        if (unknown.Count > 0) throw new ProblemException(FilterProblems.Invalid) { Errors = [.. unknown.Select(leaf => new ProblemError(At(leaf), "filter.unknownSegment", "There is no such segment of these records."))] };
        foreach (var leaf in named)
            foreach (var segment in leaf.Ids.Select(id => segments[id]).Distinct())
                if (!await SeesAsync(segment, ct)) throw KernelProblems.FieldHidden.With($"What “{segment.Name}” is about is hidden from your role.", At(leaf));
    }

    // A parameter of a list has no parts.
    private static string At(FilterLeaf leaf) => leaf.Pointer.StartsWith('?') ? leaf.Pointer : $"{leaf.Pointer}/value";

    /// <summary>Whether the caller sees all that the segment's filter is about.</summary>
    internal async Task<bool> SeesAsync(Segment segment, CancellationToken ct) =>
        (await LeavesAsync(await WithCustomAsync(byObject[segment.Object], ct), segment.Filter, "", ct)).All(leaf => leaf.IsSeen);
}
