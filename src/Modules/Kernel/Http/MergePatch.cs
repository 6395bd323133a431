using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Kernel.Problems;
using FluentValidation;

namespace Crm.Kernel.Http;

/// <summary>JSON merge patch, RFC 7396.</summary>
public static class MergePatch
{
    public const string MediaType = "application/merge-patch+json";

    /// <summary>The target as the patch wants it: members it names are replaced, objects merged, members that are null removed.</summary>
    public static JsonNode? Merge(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes) return patch?.DeepClone();
        var merged = target is JsonObject original ? (JsonObject)original.DeepClone() : [];
        foreach (var (name, change) in changes)
        {
            if (change is null) merged.Remove(name);
            else merged[name] = Merge(merged[name], change);
        }
        return merged;
    }
}

/// <summary>The body of a PATCH: what is to change in a <typeparamref name="T"/>. Lists are replaced as a whole.</summary>
public sealed class MergePatch<T>(JsonObject changes) where T : class
{
    /// <summary>The members as they shall be: read as strictly as in a POST, and held to the same rules.</summary>
    public T ApplyTo(T current, IValidator<T> rules)
    {
        var merged = MergePatch.Merge(JsonSerializer.SerializeToNode(current, Json.Options), changes).Deserialize<T>(Json.Options)!;
        var verdict = rules.Validate(merged);
        return verdict.IsValid ? merged : throw ValidationProblem.OfBody(verdict.Errors);
    }
}
