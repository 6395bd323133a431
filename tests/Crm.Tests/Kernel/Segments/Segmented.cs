using System.Net;
using Crm.Tests.Support;

namespace Crm.Tests.Kernel.Segments;

/// <summary>Segments as tests make them and look at them.</summary>
internal static class Segmented
{
    public const string Place = "/api/v1/segments";

    public static object Is(string field, object value) => new { field, op = "eq", value };

    public static async Task<Guid> ContactAsync(this Person who, string name, string stage = "lead", object? more = null) =>
        (await who.PostAsync("/api/v1/contacts?onDuplicate=allow", more ?? new { firstName = name, lastName = "Lovelace", stage })).ShouldBe(HttpStatusCode.Created).Id;

    /// <summary>A segment whose first members are known.</summary>
    public static async Task<Guid> SegmentAsync(this Person who, object filter, int members, string kind = "contact", string? name = null)
    {
        var made = (await who.PostAsync(Place, new { @object = kind, name = name ?? $"s{Guid.CreateVersion7():n}", filter })).ShouldBe(HttpStatusCode.Created).Id;
        await who.ReadyAsync(made, members);
        return made;
    }

    public static Task<TimeSpan> ReadyAsync(this Person who, Guid segment, int members, string status = "ready") => Eventually.EqualsAsync(
        (status, members), async () => (await who.GetAsync($"{Place}/{segment}")) is var s ? (s.Text("status")!, (int)s.Body["memberCount"]!) : default, TimeSpan.FromSeconds(30), "evaluated");

    public static async Task<IReadOnlyList<Guid>> MembersAsync(this Person who, Guid segment, string kind = "contacts") =>
        [.. (await who.GetAsync($"/api/v1/{kind}?segmentId={segment}&limit=200")).ShouldBe(HttpStatusCode.OK).Data.Select(c => (Guid)c["id"]!).Order()];

    /// <summary>In any order.</summary>
    public static Task<TimeSpan> HeardAsync(this Person who, Guid segment, params string[] events) =>
        Eventually.EqualsAsync(string.Join('\n', events.Order()), async () => string.Join('\n', (await who.EventsAsync(segment)).Order()), TimeSpan.FromSeconds(30), "told");

    public static async Task<IReadOnlyList<string>> EventsAsync(this Person who, Guid segment) =>
        [.. (await who.GetAsync($"{Place}/{segment}/events?limit=200")).ShouldBe(HttpStatusCode.OK).Data.Select(e => $"{(string)e["kind"]!} {(string)e["recordId"]!} {(string)e["cause"]!}")];
}
