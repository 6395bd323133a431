using System.Text.Json.Serialization;

namespace Crm.Kernel.Lists;

/// <summary>Part of a list.</summary>
public sealed record Page<T>(IReadOnlyList<T> Data, [property: JsonPropertyName("page")] PageInfo Info)
{
    /// <summary>The only members the client wants, if it named some.</summary>
    internal IReadOnlySet<string>? Fields { get; init; }
}

/// <summary>Where the part lies in its list.</summary>
/// <param name="Limit">How many a page has at most.</param>
/// <param name="HasMore">Whether there are more after this page.</param>
/// <param name="Next">Cursor of the page after this one.</param>
/// <param name="Prev">Cursor of the page before this one.</param>
/// <param name="Total">How many there are in all, if asked for.</param>
public sealed record PageInfo(int Limit, bool HasMore, string? Next = null, string? Prev = null, long? Total = null);
