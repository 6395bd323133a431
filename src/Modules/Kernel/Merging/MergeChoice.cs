using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;

namespace Crm.Kernel.Merging;

/// <summary>What becomes of one member: the value that one of the records has, or another one.</summary>
public sealed record MergeChoice
{
    /// <summary>One of the records, the one that remains among them.</summary>
    public Guid? From { get; init; }

    /// <summary>The value itself, as in a change of the record.</summary>
    public JsonElement? Value { get; init; }
}

/// <summary>Choices among the members of records that become one.</summary>
public static class MergeChoosing
{
    /// <summary>Those that were made, by the members' names.</summary>
    /// <param name="choices">Has a choice for each member that there is.</param>
    public static IReadOnlyDictionary<string, MergeChoice> Made<T>(T choices) =>
        JsonSerializer.SerializeToNode(choices, Json.Options)!.AsObject().ToDictionary(m => m.Key, m => m.Value.Deserialize<MergeChoice>(Json.Options)!);

    public static JsonObject Wire<T>(T fields) => JsonSerializer.SerializeToNode(fields, Json.Options)!.AsObject();

    /// <summary>Puts what was chosen in the place of what was there.</summary>
    /// <param name="fieldsOf">What the record of that id has; null if it is none of them.</param>
    public static void Choose(this JsonObject wire, IReadOnlyDictionary<string, MergeChoice> choices, Func<Guid, JsonObject?> fieldsOf)
    {
        foreach (var (name, choice) in choices)
        {
            var value = choice.From is { } from
                ? (fieldsOf(from) ?? throw KernelProblems.ValidationFailed.With("Not one of the records.", $"/fields/{name}/from"))[name]
                : choice.Value is { ValueKind: not JsonValueKind.Null } given ? JsonNode.Parse(given.GetRawText()) : null;
            wire.Remove(name);
            if (value is not null) wire[name] = value.DeepClone();
        }
    }
}
