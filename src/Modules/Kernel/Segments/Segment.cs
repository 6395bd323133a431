using System.Text.Json.Serialization;
using Crm.Kernel.ChangeLog;
using Crm.Kernel.Filters;

namespace Crm.Kernel.Segments;

/// <summary>A filter whose records are known at any moment, and that tells when one comes or goes. It is the company's: it is evaluated over all live records, whoever made it.</summary>
internal sealed class Segment : Resource
{
    public const int Most = 200;

    /// <summary>The kind of record it holds; never changes.</summary>
    public string Object { get; set; } = "";

    public string Name { get; set; } = "";
    public string? Description { get; set; }
    public Filter Filter { get; set; } = new();

    /// <summary>Who made it.</summary>
    public Guid AccountId { get; set; }

    /// <summary>Grows with each change of the filter.</summary>
    public int Generation { get; set; }

    /// <summary>Whether its members change as days begin.</summary>
    public bool TimeBound { get; set; }

    /// <summary>Other kinds of record on which membership depends.</summary>
    public IReadOnlyList<string> Reaches { get; set; } = [];

    /// <summary>Unique: the kind and the name, whatever its case.</summary>
    [JsonIgnore]
    public string NameKey => $"{Object}:{Name.ToLowerInvariant()}";
}

/// <summary>How far the members of a segment are known. Its id is the segment's.</summary>
[NotLogged("It changes with every member; the segment's history tells of those.")]
internal sealed class SegmentState
{
    public Guid Id { get; set; }

    public long Members { get; set; }

    /// <summary>The filter that the members meet.</summary>
    public int Generation { get; set; }

    /// <summary>When all were last held against the filter; null for a segment whose first members are still looked for.</summary>
    public DateTimeOffset? EvaluatedAt { get; set; }

    /// <summary>Whether the filter made sense then. Else the members are those from before.</summary>
    public bool Valid { get; set; } = true;

    /// <summary>The evaluation that is on its way or was the last, the step it takes next, and behind which record.</summary>
    public Guid? Run { get; set; }

    public int Step { get; set; }
    public Guid After { get; set; }

    /// <summary>When the next day is looked at, of a segment to which days matter.</summary>
    public DateTimeOffset? NextDay { get; set; }

    /// <summary>How often it has changed, for entity tags.</summary>
    public int Changes { get; set; }
}

/// <summary>Whether a segment's members are those of its filter.</summary>
public enum SegmentStatus
{
    /// <summary>They are being looked for. Members of the filter from before may still be in it.</summary>
    Computing,
    Ready,

    /// <summary>The filter has come to make no sense, since it names a field that was archived. The members are those of before, until the field is back or the filter is another.</summary>
    Invalid,
}
