using System.Net;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Segments;

/// <summary>Sets of records that a filter keeps.</summary>
public sealed class SegmentTests(CrmHost host)
{
    private const string Segments = "/api/v1/segments";

    [Fact]
    public async Task A_segment_has_its_members_and_tells_who_comes_and_goes()
    {
        var owner = (await host.SignUpAsync()).Owner;
        var ada = await ContactAsync(owner, "Ada", "qualified");
        var bea = await ContactAsync(owner, "Bea", "lead");
        var made = (await owner.PostAsync(Segments, new { @object = "contact", name = " Hot ", description = "Call them.", filter = Stage("qualified") })).ShouldBe(HttpStatusCode.Created);
        (made.Text("name"), made.Text("object"), made.Text("status"), (bool)made.Body["usable"]!, made.ETag).ShouldBe(("Hot", "contact", "computing", true, "\"1\""));
        await ReadyAsync(owner, made.Id, 1);
        (await MembersAsync(owner, made.Id)).ShouldBe([ada]);
        (await EventsAsync(owner, made.Id)).ShouldBeEmpty();

        (await owner.PatchAsync($"/api/v1/contacts/{bea}", new { stage = "qualified" })).ShouldBe(HttpStatusCode.OK);
        (await owner.PatchAsync($"/api/v1/contacts/{ada}", new { stage = "lead" })).ShouldBe(HttpStatusCode.OK);
        await HeardAsync(owner, made.Id, $"entered {bea} record", $"left {ada} record");
        (await owner.PatchAsync($"/api/v1/contacts/{bea}", new { jobTitle = "Boss" })).ShouldBe(HttpStatusCode.OK);
        (await owner.DeleteAsync($"/api/v1/contacts/{bea}")).ShouldBe(HttpStatusCode.NoContent);
        await HeardAsync(owner, made.Id, $"entered {bea} record", $"left {ada} record", $"left {bea} record");
        (await owner.PostAsync($"/api/v1/contacts/{bea}/restoration")).ShouldBe(HttpStatusCode.OK);
        await HeardAsync(owner, made.Id, $"entered {bea} record", $"left {ada} record", $"left {bea} record", $"entered {bea} record");
        (await MembersAsync(owner, made.Id)).ShouldBe([bea]);

        var first = await owner.GetAsync($"{Segments}/{made.Id}/events?limit=3");
        first.Data.Select(e => (string)e["kind"]!).ShouldBe(["entered", "left", "left"], ignoreOrder: true);
        (await owner.GetAsync($"{Segments}/{made.Id}/events?limit=3&cursor={first.Next}")).Data.Count.ShouldBe(1);
        (await owner.GetAsync($"{Segments}/{made.Id}/events?recordId={ada}&kind=left")).Data.Count.ShouldBe(1);
    }

    private static object Stage(string stage) => new { field = "stage", op = "eq", value = stage };

    private static async Task<Guid> ContactAsync(Person who, string name, string stage) =>
        (await who.PostAsync("/api/v1/contacts?onDuplicate=allow", new { firstName = name, lastName = "Lovelace", stage })).ShouldBe(HttpStatusCode.Created).Id;

    private static Task<TimeSpan> ReadyAsync(Person who, Guid segment, int members) => Eventually.EqualsAsync(
        ("ready", members), async () => (await who.GetAsync($"{Segments}/{segment}")) is var s ? (s.Text("status")!, (int)s.Body["memberCount"]!) : default, TimeSpan.FromSeconds(20), "evaluated");

    private static async Task<IReadOnlyList<Guid>> MembersAsync(Person who, Guid segment) =>
        [.. (await who.GetAsync($"/api/v1/contacts?segmentId={segment}")).ShouldBe(HttpStatusCode.OK).Data.Select(c => (Guid)c["id"]!)];

    /// <summary>Oldest first.</summary>
    private static async Task<IReadOnlyList<string>> EventsAsync(Person who, Guid segment) =>
        [.. (await who.GetAsync($"{Segments}/{segment}/events")).ShouldBe(HttpStatusCode.OK).Data.Reverse().Select(e => $"{(string)e["kind"]!} {(string)e["recordId"]!} {(string)e["cause"]!}")];

    private static Task<TimeSpan> HeardAsync(Person who, Guid segment, params string[] events) =>
        Eventually.EqualsAsync(string.Join('\n', events.Order()), async () => string.Join('\n', (await EventsAsync(who, segment)).Order()), TimeSpan.FromSeconds(20), "told");
}
