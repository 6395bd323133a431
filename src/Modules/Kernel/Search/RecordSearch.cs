using System.Reflection;
using Crm.Kernel.Access;
using Crm.Kernel.Lists;
using Marten;

namespace Crm.Kernel.Search;

/// <summary>How a kind of record is found: what a module registers beside its <see cref="Filters.RecordKind"/>.</summary>
/// <param name="object">As permissions, change log and schemas name it: <c>contact</c>.</param>
/// <param name="members">The member that stands at each place.</param>
public abstract class RecordSearch(string @object, IReadOnlyDictionary<SearchPlace, string> members)
{
    public string Object => @object;

    internal abstract RecordsAttribute Records { get; }

    internal string MemberAt(SearchPlace place) => members[place];

    /// <summary>Whether the caller may know what stands there.</summary>
    internal bool Sees(SearchPlace place) => !members.TryGetValue(place, out var member) || Rights.Current?.Of(Object, member) is not FieldAccess.Hidden;

    /// <summary>A select of those that answer the <c>tsquery</c> which is its first value, within the caller's reach: kind, id and words.</summary>
    internal abstract Condition Select(IQuerySession session, string query);

    /// <summary>What is shown of these records; nothing of those that are gone or out of reach by now.</summary>
    internal abstract Task<IReadOnlyDictionary<Guid, SearchShown>> ShowAsync(IQuerySession session, IReadOnlyCollection<Guid> ids, CancellationToken ct);
}

/// <summary>What a hit is called.</summary>
/// <param name="Title">Its name, as far as the caller may see it.</param>
/// <param name="Subtitle">What tells it from others of that name.</param>
public sealed record SearchShown(string Title, string? Subtitle);

/// <summary>The search for records of one type.</summary>
/// <param name="show">Called with what the caller's role hides still there: it must ask <see cref="Rights"/> itself.</param>
public sealed class RecordSearch<T>(string @object, Func<T, SearchShown> show, IReadOnlyDictionary<SearchPlace, string> members) : RecordSearch(@object, members)
    where T : OwnedResource, ISearchable
{
    private const int MostCandidates = 200;

    internal override RecordsAttribute Records { get; } = typeof(T).GetCustomAttribute<RecordsAttribute>()!;

    private Condition Reach => Rights.Current?.Within(Records.Read) ?? new Condition("true");

    internal override Condition Select(IQuerySession session, string query)
    {
        var reach = Reach;
        return new($"(select '{Object}', d.id, d.search_words from {session.DocumentStore.Options.Schema.For<T>()} as d where d.search_words::tsvector @@ ?::tsquery and not d.mt_deleted and {reach.Sql} limit {MostCandidates})",
            [query, .. reach.Values]);
    }

    internal override async Task<IReadOnlyDictionary<Guid, SearchShown>> ShowAsync(IQuerySession session, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var reach = Reach;
        var records = await session.QueryAsync<T>($"where d.id = any(?::uuid[]) and not d.mt_deleted and {reach.Sql}", ct, [ids.ToArray(), .. reach.Values]);
        return records.ToDictionary(r => r.Id, show);
    }
}
