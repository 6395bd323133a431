using System.Reflection;
using Crm.Kernel.Access;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using JasperFx.Metadata;
using Marten;

namespace Crm.Kernel.Filters;

/// <summary>A kind of record that filters can speak of: what a module registers.</summary>
/// <param name="Object">As permissions, change log and schemas name it: <c>contact</c>.</param>
public sealed record RecordKind(string Object, Type Document, FieldCatalogue Fields)
{
    /// <summary>Whether it is something that others are about: it has notes and a timeline, and the company can give it fields of its own.</summary>
    public bool IsSubject { get; init; } = true;

    /// <summary>Whether the caller sees any of them.</summary>
    internal bool IsRead => Rights.Current is not { } rights || Document.GetCustomAttribute<RecordsAttribute>() is not { } records || rights.Permissions.ContainsKey(records.Read);
}

/// <summary>The far ends of relations, as conditions on the near end: only what is live there and within the caller's reach.</summary>
internal sealed class RelatedRecords(IReadOnlyDictionary<string, RecordKind> kinds, IReadOnlyStoreOptions store)
{
    public Condition Select(Relation relation, Func<FieldCatalogue, Condition> filter, string pointer)
    {
        relation.Through?.Seen(pointer);
        var kind = kinds[relation.Object];
        var far = Condition.All(new[] { Live(kind), Reach(kind, pointer), filter(kind.Fields) }.OfType<Condition>());
        return far with { Sql = string.Format(relation.Near, $"select {relation.Far} from {store.Schema.For(kind.Document)} as d where {far.Sql}") };
    }

    private static Condition? Live(RecordKind kind) => kind.Document.IsAssignableTo(typeof(ISoftDeleted)) ? new("not d.mt_deleted") : null;

    private static Condition? Reach(RecordKind kind, string pointer)
    {
        if (Rights.Current is not { } rights || kind.Document.GetCustomAttribute<RecordsAttribute>() is not { } records) return null;
        return rights.Permissions.ContainsKey(records.Read) ? rights.Within(records.Read) : throw KernelProblems.FieldHidden.With($"Your role sees no {records.Collection}.", pointer);
    }
}
