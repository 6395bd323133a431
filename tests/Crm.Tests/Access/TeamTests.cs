using System.Net;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Access;

public sealed class TeamTests(OwnCompany own) : IClassFixture<OwnCompany>
{
    private Person Boss => own.Company.Owner;

    [Fact]
    public async Task Coming_and_going_makes_a_new_version_of_the_team()
    {
        var team = (await Boss.PostAsync("/api/v1/teams", new { name = "Comers and goers" })).ShouldBe(HttpStatusCode.Created).Id;
        var (first, second) = (await own.Company.JoinAsync("member"), await own.Company.JoinAsync("member"));
        var seen = new List<(string?, int)> { await SeenAsync(team) };
        foreach (var member in new[] { first, second })
        {
            (await Boss.CallAsync(HttpMethod.Put, $"/api/v1/teams/{team}/members/{member.AccountId}")).ShouldBe(HttpStatusCode.NoContent);
            seen.Add(await SeenAsync(team));
        }
        (await Boss.CallAsync(HttpMethod.Put, $"/api/v1/teams/{team}/members/{second.AccountId}")).ShouldBe(HttpStatusCode.NoContent);
        (await SeenAsync(team)).ShouldBe(seen[^1]);
        (await Boss.DeleteAsync($"/api/v1/teams/{team}/members/{first.AccountId}")).ShouldBe(HttpStatusCode.NoContent);
        seen.Add(await SeenAsync(team));
        (await Boss.DeleteAsync($"/api/v1/members/{second.AccountId}")).ShouldBe(HttpStatusCode.NoContent);
        seen.Add(await SeenAsync(team));

        seen.ShouldBe([("\"1\"", 0), ("\"2\"", 1), ("\"3\"", 2), ("\"4\"", 1), ("\"5\"", 0)]);
        (await Boss.CallAsync(HttpMethod.Put, $"/api/v1/teams/{team}/members/{first.AccountId}")).ShouldBe(HttpStatusCode.NoContent);
        (await Boss.DeleteAsync($"/api/v1/teams/{team}", "\"6\"")).ShouldBe(HttpStatusCode.NoContent);
    }

    private async Task<(string? Tag, int Members)> SeenAsync(Guid team)
    {
        var answer = (await Boss.GetAsync($"/api/v1/teams/{team}")).ShouldBe(HttpStatusCode.OK);
        return (answer.ETag, (int)answer.Body["members"]!);
    }
}
