using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Crm.Kernel.Access;
using Crm.Kernel.ChangeLog;
using Crm.Kernel.Ties;
using Marten;

namespace Crm.Activities.Timelines;

/// <summary>One thing that happened to a record. Its id is the event's, or follows from what it is about, so that what is told twice is still one entry.</summary>
[NotLogged("It repeats what happened to the record.")]
internal sealed class TimelineEntry
{
    public required Guid Id { get; init; }

    /// <summary>In whose timeline it stands.</summary>
    public required Guid RecordId { get; init; }

    public required string Kind { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Actor { get; init; }
    public IReadOnlyList<string>? Fields { get; init; }
    public string? From { get; init; }
    public string? To { get; init; }

    /// <summary>The activity, note, task or attachment that it tells of, which is in one of the module's own <see cref="Collection"/>s and somebody's.</summary>
    public Guid? AboutId { get; init; }

    public string? Collection { get; init; }
    public Guid? OwnerId { get; init; }

    /// <summary>The first word of what happened: <c>contact</c>, <c>note</c>…</summary>
    [JsonIgnore]
    public string Type => Kind.Split('.')[0];

    public static TimelineEntry About(OwnedResource document, string collection, RecordRef record, string kind, DateTimeOffset at, string actor) => new()
    {
        Id = IdOf(document.Id, record.Id, kind),
        RecordId = record.Id,
        Kind = kind,
        At = at,
        Actor = actor,
        AboutId = document.Id,
        Collection = collection,
        OwnerId = document.OwnerId,
    };

    private static Guid IdOf(Guid about, Guid record, string kind) =>
        new(SHA256.HashData([.. about.ToByteArray(), .. record.ToByteArray(), .. System.Text.Encoding.UTF8.GetBytes(kind)])[..16]);
}

/// <summary>How the module's own documents come into timelines: in the transaction that changes them, so that whoever wrote one sees it at once.</summary>
internal static class Telling
{
    public static void Tell(this IDocumentSession session, IEnumerable<TimelineEntry> before, IEnumerable<TimelineEntry> after)
    {
        var stays = after.ToDictionary(e => e.Id);
        foreach (var gone in before.Where(e => !stays.ContainsKey(e.Id))) session.Delete(gone);
        session.Store(stays.Values.AsEnumerable());
    }
}
