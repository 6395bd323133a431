using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
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
        RefuseUnknown(changes, typeof(T), "");
        var merged = MergePatch.Merge(JsonSerializer.SerializeToNode(current, Json.Options), changes).Deserialize<T>(Json.Options)!;
        var verdict = rules.Validate(merged);
        return verdict.IsValid ? merged : throw ValidationProblem.OfBody(verdict.Errors);
    }

    /// <summary>Whether the client wrote the member, be it to remove it.</summary>
    public bool Names(string member) => changes.ContainsKey(member);

    /// <summary>For a slice that may find nothing to patch: what cannot be read is told first.</summary>
    public void RefuseUnknown() => RefuseUnknown(changes, typeof(T), "");

    /// <summary>A member that is null leaves no trace in what is merged, so whether it exists is asked before.</summary>
    private static void RefuseUnknown(JsonObject patch, Type type, string path)
    {
        var known = Json.Options.GetTypeInfo(type);
        if (known.Kind is not JsonTypeInfoKind.Object) return;
        foreach (var (name, change) in patch)
        {
            if (known.Properties.FirstOrDefault(p => p.Name == name) is not { } member) throw KernelProblems.UnknownMember.With(pointer: $"{path}/{name}");
            if (change is JsonObject inner) RefuseUnknown(inner, member.PropertyType, $"{path}/{name}");
        }
    }
}
