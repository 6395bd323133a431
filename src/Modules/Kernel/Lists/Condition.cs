namespace Crm.Kernel.Lists;

/// <summary>A piece of a where clause. What a client sent is only ever among the values.</summary>
/// <param name="Sql">Over the row <c>d</c>, with a <c>?</c> for each value.</param>
public sealed record Condition(string Sql, params IReadOnlyList<object> Values)
{
    public static Condition All(IEnumerable<Condition> conditions)
    {
        var all = conditions.ToList();
        return all.Count == 0 ? new("true") : new(string.Join(" and ", all.Select(c => c.Sql)), [.. all.SelectMany(c => c.Values)]);
    }
}
