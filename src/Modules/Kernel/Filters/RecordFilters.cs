using Crm.Kernel.Access;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Lists;
using Crm.Kernel.Organizations;
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
        custom ??= await CustomFieldSet.LoadAsync(session, ct);
        return kind with { Fields = kind.Fields.With(custom.Of(kind.Object).Select(CustomFieldTypes.AsField)) };
    }

    /// <param name="pointer">Where in the request the filter stands.</param>
    /// <param name="now">The moment that <c>today</c> and the other words are about; the present if nothing is said.</param>
    /// <returns>No condition for no filter.</returns>
    public async Task<Condition?> CompileAsync(RecordKind kind, Filter? filter, string pointer, CancellationToken ct, DateTimeOffset? now = null)
    {
        if (filter is null) return null;
        var scope = new FilterScope(caller.AccountId, [.. (Rights.Current?.Team ?? new HashSet<Guid>()).Append(caller.AccountId).Distinct()], await CalendarAsync(ct, now));
        var all = new Dictionary<string, RecordKind>(byObject);
        foreach (var other in kind.Fields.Relations.Select(r => r.Object).Distinct()) all[other] = await WithCustomAsync(byObject[other], ct);
        return new FilterCompiler(scope, new(all, session.DocumentStore.Options)).Compile(filter, kind.Fields, pointer);
    }
}
