using Crm.Kernel.Access;
using Crm.Kernel.Lists;
using Crm.Kernel.Organizations;
using Marten;

namespace Crm.Kernel.Filters;

/// <summary>Filters as conditions on the documents of the request's tenant.</summary>
public sealed class RecordFilters(IDocumentSession session, IEnumerable<RecordKind> kinds, Caller caller, TimeProvider clock)
{
    private readonly IReadOnlyDictionary<string, RecordKind> byObject = kinds.ToDictionary(k => k.Object);

    public RecordKind KindOf(Type document) => byObject.Values.Single(kind => kind.Document == document);

    /// <param name="pointer">Where in the request the filter stands.</param>
    /// <returns>No condition for no filter.</returns>
    public async Task<Condition?> CompileAsync(RecordKind kind, Filter? filter, string pointer, CancellationToken ct)
    {
        if (filter is null) return null;
        var calendar = (await Organization.LoadAsync(session, ct)).Calendar(clock.GetUtcNow());
        var scope = new FilterScope(caller.AccountId, [.. (Rights.Current?.Team ?? new HashSet<Guid>()).Append(caller.AccountId).Distinct()], calendar);
        return new FilterCompiler(scope, new(byObject, session.DocumentStore.Options)).Compile(filter, kind.Fields, pointer);
    }
}
