using System.Text.Json.Serialization;

namespace Crm.Kernel.Tags;

/// <summary>A word that records bear by its name. How it is written here is how all of them have it.</summary>
public sealed class Tag : Resource
{
    public string Name { get; set; } = "";

    /// <summary>To be shown in: <c>#rrggbb</c>, in lower case.</summary>
    public string? Color { get; set; }

    public string? Description { get; set; }

    /// <summary>The name in lower case: <c>VIP</c> and <c>vip</c> are one tag. No two tags have the same.</summary>
    [JsonIgnore]
    public string Key => KeyOf(Name);

    public static string KeyOf(string name) => name.Trim().ToLowerInvariant();

    public static string[] Keys(IEnumerable<string> names) => [.. names.Select(KeyOf).Distinct().Order(StringComparer.Ordinal)];
}

/// <summary>A record that bears tags. Its <see cref="TagKeys"/> are a column with an index, <c>tag_keys</c>.</summary>
public interface ITagged
{
    /// <summary>Names of tags, as the company writes them.</summary>
    string[] Tags { get; set; }

    string[] TagKeys { get; }
}
