using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Kernel.ChangeLog;
using Marten;

namespace Crm.Kernel.Merging;

/// <summary>What is left of a record when a merge is taken from it.</summary>
/// <param name="ChangedSince">Whether anything was changed after the merge.</param>
/// <param name="Kept">Members that were, and keep that.</param>
public sealed record ReversedRecord<T>(T Record, bool ChangedSince, IReadOnlyList<string> Kept);

/// <summary>How the members of a kind of record are taken apart.</summary>
/// <param name="Lists">By what the items of lists are told apart, nothing for texts: what came or went after the merge stays so.</param>
/// <param name="Derived">Members that follow from others.</param>
public sealed record MergeShape(IReadOnlyDictionary<string, string> Lists, params IReadOnlyList<string> Derived);

/// <summary>The members that a merge changed, as they were before and after: the change log's entry.</summary>
public sealed record MergeDifference(JsonObject Before, JsonObject After)
{
    public MergeDifference(ValuesOfChange change)
        : this(change.Before, change.After)
    {
    }

    public ReversedRecord<T> TakeFrom<T>(T record, MergeShape shape, ISerializer serializer) where T : Resource
    {
        var now = JsonNode.Parse(serializer.ToJson(record))!.AsObject();
        var kept = new List<string>();
        foreach (var name in Before.Select(m => m.Key).Union(After.Select(m => m.Key)).ToList())
        {
            var untouched = JsonNode.DeepEquals(now[name], After[name]);
            if (untouched) Set(now, name, Before[name]);
            else if (shape.Lists.TryGetValue(name, out var key)) Set(now, name, Items(Before[name], After[name], now[name], key));
            else if (name is "custom") Set(now, name, Values(Before[name], After[name], now[name]));
            if (!untouched && name is not ("updatedAt" or "updatedBy") && !shape.Derived.Contains(name)) kept.Add(name);
        }
        using var json = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(now));
        var reversed = serializer.FromJson<T>(json);
        (reversed.Version, reversed.Id) = (record.Version, record.Id);
        var since = !JsonNode.DeepEquals(JsonNode.Parse(serializer.ToJson(record))!["updatedAt"], After["updatedAt"]);
        return new(reversed, since, kept);
    }

    private static void Set(JsonObject target, string name, JsonNode? value)
    {
        target.Remove(name);
        if (value is not null) target[name] = value.DeepClone();
    }

    private static JsonArray Items(JsonNode? before, JsonNode? after, JsonNode? now, string key)
    {
        string Of(JsonNode? item) => (key.Length == 0 ? (string)item! : (string)item![key]!).ToLowerInvariant();
        Dictionary<string, JsonNode> Known(JsonNode? list) => (list?.AsArray() ?? []).DistinctBy(Of).ToDictionary(Of, item => item!);
        var (was, became, current) = (Known(before), Known(after), Known(now));
        var left = was.Where(item => !became.ContainsKey(item.Key) || current.ContainsKey(item.Key))
            .Select(item => current.TryGetValue(item.Key, out var has) && !JsonNode.DeepEquals(has, became.GetValueOrDefault(item.Key)) ? has : item.Value);
        return [.. left.Concat(current.Where(item => !was.ContainsKey(item.Key) && !became.ContainsKey(item.Key)).Select(item => item.Value)).Select(item => item.DeepClone())];
    }

    private static JsonObject Values(JsonNode? before, JsonNode? after, JsonNode? now)
    {
        var result = (JsonObject)now!.DeepClone();
        foreach (var key in (before?.AsObject() ?? []).Concat(after?.AsObject() ?? []).Select(m => m.Key).Distinct().Where(key => JsonNode.DeepEquals(now[key], after?[key])).ToList()) Set(result, key, before?[key]);
        return result;
    }
}
