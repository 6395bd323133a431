namespace Crm.Kernel.Lists;

/// <summary>
/// A total order of rows, and the condition for what lies beyond a place in it. The id breaks ties; a field that can be null is two keys,
/// whether it is null and what it is, so that no key is ever null and comparisons stay plain.
/// </summary>
internal sealed class Keyset
{
    private readonly IReadOnlyList<Key> keys;

    public Keyset(IReadOnlyList<SortKey> sort, Type idType) =>
        keys = [.. sort.SelectMany(Key.Of), new("d.id", idType == typeof(Guid) ? "uuid" : "text", sort[^1].Descending)];

    /// <summary>The keys of a row as a JSON array: PostgreSQL's own rendering, so that nothing is lost on the way through a cursor.</summary>
    public string Values => $"jsonb_build_array({string.Join(", ", keys.Select(k => k.Sql))})::text";

    public string OrderBy(bool backwards) => string.Join(", ", keys.Select(k => k.Sql + (k.Descending ^ backwards ? " desc" : "")));

    /// <summary>The rows after the place, or before it.</summary>
    public Condition Beyond(IReadOnlyList<string> place, bool backwards)
    {
        if (keys.Select(k => k.Descending).Distinct().Count() == 1)
            return new($"({string.Join(", ", keys.Select(k => k.Sql))}) {keys[0].Operator(backwards)} ({string.Join(", ", keys.Select(k => k.Value))})", [.. place]);

        // The first comparison says nothing new, but an index can use it.
        var first = new Condition($"{keys[0].Sql} {keys[0].Operator(backwards)}= {keys[0].Value}", place[0]);
        return Condition.All([first, From(0, place, backwards)]);
    }

    private Condition From(int i, IReadOnlyList<string> place, bool backwards)
    {
        var (key, value) = (keys[i], place[i]);
        var beyond = new Condition($"{key.Sql} {key.Operator(backwards)} {key.Value}", value);
        if (i == keys.Count - 1) return beyond;
        var rest = From(i + 1, place, backwards);
        return new($"({beyond.Sql} or ({key.Sql} = {key.Value} and {rest.Sql}))", [value, value, .. rest.Values]);
    }

    private sealed record Key(string Sql, string Type, bool Descending)
    {
        public string Value => $"?::{Type}";

        public string Operator(bool backwards) => Descending ^ backwards ? "<" : ">";

        public static IEnumerable<Key> Of(SortKey sort)
        {
            var (field, sql, type) = (sort.Field, sort.Field.Visible, sort.Field.Type.Postgres());
            if (!field.Nullable) return [new(sql, type, sort.Descending)];
            // Said so that both keys go one way: an index can be read in either direction, wherever those without a value come.
            return [new($"({sql} is {(sort.Descending ^ sort.NullsFirst ? "not null" : "null")})", "boolean", sort.Descending), new($"coalesce({sql}, {field.Type.Blank()})", type, sort.Descending)];
        }
    }
}
