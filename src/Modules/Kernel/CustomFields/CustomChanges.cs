using System.Text.Json;
using Crm.Kernel.Problems;

namespace Crm.Kernel.CustomFields;

/// <summary>The custom values of a record as they shall be, and what is new among them.</summary>
/// <param name="Changed">Fields whose value is another than before, with both.</param>
public sealed record CustomChanges(IReadOnlyDictionary<string, JsonElement> Values, IReadOnlyList<(CustomField Field, JsonElement? Before, JsonElement? After)> Changed)
{
    /// <summary>
    /// Holds what is asked for against the definitions. What a record has already it may keep, whatever was changed about the field since; a new record gets defaults
    /// and needs what is required, and none loses that again.
    /// </summary>
    /// <param name="before">Null for a new record.</param>
    /// <param name="asked">All values, not only those that change.</param>
    /// <param name="country">Whose phone numbers need no prefix.</param>
    public static CustomChanges Settle(CustomFieldSet set, string record, IReadOnlyDictionary<string, JsonElement>? before, IReadOnlyDictionary<string, JsonElement> asked, string? country)
    {
        var (fields, errors) = (set.Of(record).ToDictionary(f => f.Key), new List<ProblemError>());
        var values = new Dictionary<string, JsonElement>();
        var changed = new List<(CustomField, JsonElement?, JsonElement?)>();
        foreach (var (key, value) in asked)
        {
            var had = Of(before, key);
            if (had is { } same && JsonElement.DeepEquals(same, value)) values[key] = same;
            else if (!fields.TryGetValue(key, out var field)) throw KernelProblems.UnknownMember.With($"There is no custom field `{key}`.", $"/custom/{key.Replace("~", "~0").Replace("/", "~1")}");
            else if (CustomFieldTypes.IsComputed(field.Type)) errors.Add(new($"/custom/{key}", "customField.computed", $"`{field.Label}` is computed: leave it out."));
            else if (value.ValueKind is JsonValueKind.Null) continue;
            else if (CustomValue.Read(field, value, country, had) is { Value: { } read }) values[key] = read;
            else errors.Add(new($"/custom/{key}", "customField.valueUnfit", CustomValue.Read(field, value, country, had).Error!));
        }
        foreach (var field in fields.Values)
        {
            if (before is null && !asked.ContainsKey(field.Key) && field.Default is { } given) values[field.Key] = CustomValue.Read(field, given, country, null).Value ?? given;
            var (had, has) = (Of(before, field.Key), Of(values, field.Key));
            if (field.Required && has is null && (before is null || had is not null) && !errors.Exists(e => e.Pointer == $"/custom/{field.Key}")) errors.Add(new($"/custom/{field.Key}", "customField.required", $"`{field.Label}` needs a value."));
            if (had is null != has is null || (had is { } was && has is { } became && !JsonElement.DeepEquals(was, became))) changed.Add((field, had, has));
        }
        return errors.Count == 0 ? new(values, changed) : throw new ProblemException(KernelProblems.ValidationFailed) { Errors = errors };
    }

    private static JsonElement? Of(IReadOnlyDictionary<string, JsonElement>? values, string key) => values is not null && values.TryGetValue(key, out var value) ? value : null;
}
