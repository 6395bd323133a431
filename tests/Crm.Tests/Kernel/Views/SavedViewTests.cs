using System.Net;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Views;

/// <summary>Ways to look at records that somebody keeps, and who else sees them.</summary>
public sealed class SavedViewTests(CrmHost host)
{
    private const string Views = "/api/v1/views";

    [Fact]
    public async Task Lists_queries_figures_and_exports_go_through_a_view()
    {
        var owner = (await host.SignUpAsync()).Owner;
        (await owner.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "score", label = "Score", type = "number" })).ShouldBe(HttpStatusCode.Created);
        foreach (var (name, score) in new[] { ("Ada", 3), ("Bea", 9), ("Cleo", 7) })
            (await owner.PostAsync("/api/v1/contacts", new { firstName = name, lastName = "Lovelace", custom = new { score } })).ShouldBe(HttpStatusCode.Created);

        var made = (await owner.PostAsync(Views, new
        {
            @object = "contact",
            name = " Good ones ",
            filter = new { field = "custom.score", op = "gte", value = 5 },
            sort = new[] { new { field = "custom.score", dir = "desc" } },
            columns = new[] { "fullName", "custom.score" },
        })).ShouldBe(HttpStatusCode.Created);
        (made.Text("name"), made.Text("layout"), made.Text("visibility"), (bool)made.Body["writable"]!, made.ETag).ShouldBe(("Good ones", "list", "personal", true, "\"1\""));
        (await owner.GetAsync(made.Location!)).Shows("columns").ShouldBe("""["fullName","custom.score"]""");

        Names(await owner.GetAsync($"/api/v1/contacts?view={made.Id}")).ShouldBe(["Bea", "Cleo"]);
        Names(await owner.GetAsync($"/api/v1/contacts?view={made.Id}&sort=firstName&q=cleo")).ShouldBe(["Cleo"]);
        Names(await owner.PostAsync("/api/v1/contacts/query", new { view = made.Id, filter = new { field = "firstName", op = "ne", value = "Bea" } })).ShouldBe(["Cleo"]);
        var first = await owner.GetAsync($"/api/v1/contacts?view={made.Id}&limit=1");
        Names(await owner.GetAsync($"/api/v1/contacts?view={made.Id}&limit=1&cursor={first.Next}")).ShouldBe(["Cleo"]);
        (await owner.PostAsync("/api/v1/contacts/aggregations", new { view = made.Id })).ShouldBe(HttpStatusCode.OK).Data.Single()["values"]!["count"]!.GetValue<int>().ShouldBe(2);

        var export = (await owner.PostAsync("/api/v1/exports", new { @object = "contact", format = "ndjson", view = made.Id })).ShouldBe(HttpStatusCode.Accepted);
        await Eventually.EqualsAsync("succeeded", async () => (await owner.GetAsync(export.Location!)).Text("status"), TimeSpan.FromSeconds(30), "exported");
        var lines = (await owner.Http.GetStringAsync($"{export.Location}/result")).Trim().Split('\n');
        lines.Length.ShouldBe(2);
        lines[0].ShouldContain("Bea");

        (await owner.GetAsync($"/api/v1/companies?view={made.Id}")).ShouldFail(422, "view.unknown");
        (await owner.PostAsync("/api/v1/contacts/query", new { view = Guid.CreateVersion7() })).ShouldFail(422, "view.unknown");
    }

    [Fact]
    public async Task What_could_never_be_shown_is_refused()
    {
        var owner = (await host.SignUpAsync()).Owner;
        (await owner.PostAsync(Views, new { @object = "ghost", name = "x" })).ShouldFail(422, "validation.failed");
        (await owner.PostAsync(Views, new { @object = "contact", name = "x", filter = new { field = "nothing", op = "eq", value = 1 } })).ShouldFail(422, "filter.invalid");
        (await owner.PostAsync(Views, new { @object = "contact", name = "x", sort = new[] { new { field = "nothing" } } })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await owner.PostAsync(Views, new { @object = "contact", name = "x", layout = "board" })).ShouldFail(422, "validation.failed");
        (await owner.PostAsync(Views, new { @object = "contact", name = "x", layout = "calendar", dateField = "stage" })).ShouldFail(422, "validation.failed");
        (await owner.PostAsync(Views, new { @object = "contact", name = "x", visibility = "team" })).ShouldFail(422, "validation.failed");
        (await owner.PostAsync(Views, new { @object = "contact", name = "x", visibility = "team", teamId = Guid.CreateVersion7() })).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var board = (await owner.PostAsync(Views, new { @object = "contact", name = "Board", layout = "board", groupBy = "stage" })).ShouldBe(HttpStatusCode.Created);
        (await owner.PatchAsync(board.Location!, new { layout = "calendar", dateField = "createdAt" })).ShouldBe(HttpStatusCode.OK).Text("dateField").ShouldBe("createdAt");
        (await owner.PatchAsync(board.Location!, new { groupBy = (string?)null, layout = "board" })).ShouldFail(422, "validation.failed");
        (await owner.PatchAsync(board.Location!, new { @object = "company" })).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await owner.PatchAsync(board.Location!, new { name = "Late" }, ifMatch: "\"1\"")).ShouldFail(412, "request.stale");
    }

    [Fact]
    public async Task A_view_is_seen_by_whom_it_is_for()
    {
        var company = await host.SignUpAsync();
        var (boss, inside, outside) = (await company.JoinAsync("manager"), await company.JoinAsync("member"), await company.JoinAsync("member"));
        var team = (await company.Owner.PostAsync("/api/v1/teams", new { name = "Inside sales" })).ShouldBe(HttpStatusCode.Created).Id;
        (await company.Owner.CallAsync(HttpMethod.Put, $"/api/v1/teams/{team}/members/{inside.AccountId}")).ShouldBe(HttpStatusCode.NoContent);

        var own = (await inside.PostAsync(Views, new { @object = "contact", name = "A" })).ShouldBe(HttpStatusCode.Created);
        (await inside.PostAsync(Views, new { @object = "contact", name = "x", visibility = "shared" })).ShouldFail(403, "auth.forbidden");
        (await inside.PatchAsync(own.Location!, new { visibility = "shared" })).ShouldFail(403, "auth.forbidden");
        var teams = (await boss.PostAsync(Views, new { @object = "contact", name = "B", visibility = "team", teamId = team })).ShouldBe(HttpStatusCode.Created);
        var shared = (await boss.PostAsync(Views, new { @object = "company", name = "C", visibility = "shared" })).ShouldBe(HttpStatusCode.Created);

        await Eventually.EqualsAsync("A B C", async () => Listed(await inside.GetAsync(Views)), TimeSpan.FromSeconds(10), "a new member of the team sees its views");
        Listed(await outside.GetAsync(Views)).ShouldBe("C");
        Listed(await boss.GetAsync(Views)).ShouldBe("B C");
        Listed(await boss.GetAsync($"{Views}?object=contact")).ShouldBe("B");
        (await outside.GetAsync(teams.Location!)).ShouldFail(404, "request.notFound");
        (await boss.GetAsync(own.Location!)).ShouldFail(404, "request.notFound");
        (await outside.GetAsync($"/api/v1/contacts?view={teams.Id}")).ShouldFail(422, "view.unknown");
        (await inside.GetAsync($"/api/v1/contacts?view={teams.Id}")).ShouldBe(HttpStatusCode.OK);

        ((bool)(await inside.GetAsync(teams.Location!)).Body["writable"]!).ShouldBeFalse();
        (await inside.PatchAsync(teams.Location!, new { name = "Mine" })).ShouldFail(403, "auth.forbidden");
        (await inside.DeleteAsync(shared.Location!)).ShouldFail(403, "auth.forbidden");
        (await company.Owner.PatchAsync(shared.Location!, new { name = "D" })).ShouldBe(HttpStatusCode.OK).ETag.ShouldBe("\"2\"");

        (await boss.DeleteAsync(shared.Location!)).ShouldBe(HttpStatusCode.NoContent);
        (await outside.GetAsync($"/api/v1/companies?view={shared.Id}")).ShouldFail(422, "view.unknown");
        Listed(await boss.GetAsync($"{Views}?trashed=true")).ShouldBe("D");
        (await boss.PostAsync($"{shared.Location}/restoration")).ShouldBe(HttpStatusCode.OK);
        Listed(await outside.GetAsync(Views)).ShouldBe("D");
    }

    [Fact]
    public async Task A_view_shows_each_member_what_they_may_see()
    {
        var company = await host.SignUpAsync();
        var member = await company.JoinAsync("member");
        (await company.Owner.PostAsync("/api/v1/contacts", new { lastName = "Theirs" })).ShouldBe(HttpStatusCode.Created);
        (await member.PostAsync("/api/v1/contacts", new { lastName = "Mine" })).ShouldBe(HttpStatusCode.Created);
        var mine = (await company.Owner.PostAsync(Views, new { @object = "contact", name = "Mine", visibility = "shared", filter = new { field = "ownerId", op = "eq", value = "me" } })).ShouldBe(HttpStatusCode.Created);
        (await member.GetAsync($"/api/v1/contacts?view={mine.Id}")).Data.Select(c => (string)c["lastName"]!).ShouldBe(["Mine"]);
        (await company.Owner.GetAsync($"/api/v1/contacts?view={mine.Id}")).Data.Select(c => (string)c["lastName"]!).ShouldBe(["Theirs"]);
    }

    private static IEnumerable<string> Names(Answer page) => page.ShouldBe(HttpStatusCode.OK).Data.Select(c => (string)c["firstName"]!);

    private static string Listed(Answer page) => string.Join(' ', page.ShouldBe(HttpStatusCode.OK).Data.Select(v => (string)v["name"]!));
}
