using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Crm.Activities.Removing;
using Crm.Activities.Timelines;
using Crm.Contracts.Identity;
using Crm.Kernel.Access;
using Crm.Kernel.Ties;

namespace Crm.Activities.Notes;

/// <summary>What somebody wrote down about records.</summary>
[Records("notes")]
internal sealed partial class Note : OwnedResource, ITied
{
    public const int MostMentions = 50;

    public string Body { get; set; } = "";
    public IReadOnlyList<RecordRef> Records { get; set; } = [];
    public bool Pinned { get; set; }

    /// <summary>Members that the body mentions.</summary>
    public Guid[] Mentions { get; set; } = [];

    [JsonIgnore]
    public string SearchText => Body.ToLowerInvariant();

    [JsonIgnore]
    public string[] RecordKeys => [.. Records.Select(r => r.Key())];

    [JsonIgnore]
    public string[] MentionKeys => [.. Mentions.Select(m => m.ToString())];

    /// <summary>What stands in the records' timelines because of it.</summary>
    [JsonIgnore]
    public IEnumerable<TimelineEntry> Told => Records.Select(r => TimelineEntry.About(this, "notes", r, "note.created", CreatedAt, CreatedBy));

    public void Write(NoteFields fields) => (Body, Records, Pinned, OwnerId) = (fields.Body, fields.Records, fields.Pinned ?? false, fields.OwnerId);

    /// <summary>Reads the mentions again.</summary>
    /// <returns>Members who were not mentioned before.</returns>
    public async Task<IReadOnlyList<Guid>> SettleMentionsAsync(IMemberDirectory members, CancellationToken ct)
    {
        var (before, now) = (Mentions, new List<Guid>());
        foreach (var account in MentionsIn(Body))
            if (await members.WorksHereAsync(account, ct)) now.Add(account);
        Mentions = [.. now];
        return [.. now.Except(before)];
    }

    /// <summary>Accounts named as <c>@[Ada](account:…)</c>, each once.</summary>
    public static IEnumerable<Guid> MentionsIn(string body) => Mention().Matches(body).Select(m => Guid.Parse(m.Groups[1].Value)).Distinct().Take(MostMentions);

    [GeneratedRegex(@"@\[[^\]\r\n]{1,200}\]\(account:([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\)", RegexOptions.NonBacktracking)]
    private static partial Regex Mention();
}
