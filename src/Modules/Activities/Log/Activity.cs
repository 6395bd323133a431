using System.Text.Json.Serialization;
using Crm.Activities.Removing;
using Crm.Activities.Tasks;
using Crm.Activities.Timelines;
using Crm.Kernel.Access;
using Crm.Kernel.Ties;
using Crm.Kernel.Values;

namespace Crm.Activities.Log;

/// <summary>What was done together: a call, a meeting, a mail.</summary>
internal enum ActivityType
{
    Call,
    Meeting,
    Email,
    Other,
}

/// <summary>Who turned to whom.</summary>
internal enum ActivityDirection
{
    Inbound,
    Outbound,
}

/// <summary>A call, a meeting or the like that took place, or will.</summary>
[Records("activities")]
internal sealed class Activity : OwnedResource, ITied
{
    public ActivityType Type { get; set; }
    public ActivityDirection? Direction { get; set; }
    public string? Outcome { get; set; }
    public DateTimeOffset StartedAt { get; set; }
    public int? DurationSeconds { get; set; }
    public IReadOnlyList<RecordRef> Records { get; set; } = [];
    public IReadOnlyList<Guid> Members { get; set; } = [];
    public string Subject { get; set; } = "";
    public string? Body { get; set; }

    [JsonIgnore]
    public string TypeKey => Type.Wire();

    [JsonIgnore]
    public string SearchText => $"{Subject}\n{Outcome}\n{Body}".ToLowerInvariant();

    [JsonIgnore]
    public string[] RecordKeys => [.. Records.Select(r => r.Key())];

    [JsonIgnore]
    public string[] MemberKeys => [.. Members.Select(m => m.ToString())];

    /// <summary>What stands in the timelines of those who took part.</summary>
    [JsonIgnore]
    public IEnumerable<TimelineEntry> Told => Records.Select(r => TimelineEntry.About(this, "activities", r, $"activity.{TypeKey}", StartedAt, CreatedBy));

    public void Write(ActivityFields fields)
    {
        (Type, Direction, Outcome, StartedAt, DurationSeconds) = (fields.Type, fields.Direction, fields.Outcome.Tidy(), fields.StartedAt, fields.DurationSeconds);
        (Records, Members, Subject, Body, OwnerId) = (fields.Records, fields.Members, fields.Subject.Trim(), fields.Body.Tidy(), fields.OwnerId);
    }
}
