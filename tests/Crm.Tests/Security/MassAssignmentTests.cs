using System.Net;
using System.Text.Json.Nodes;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Security;

/// <summary>Every endpoint that takes a body, sent a good one with a member more that only the house may set, at every depth.</summary>
public class MassAssignmentTests(CrmHost host, OwnCompany own) : IClassFixture<OwnCompany>
{
    private static readonly Dictionary<string, JsonNode> Reserved = new()
    {
        ["id"] = Guid.CreateVersion7().ToString(),
        ["Id"] = Guid.CreateVersion7().ToString(),
        ["version"] = 7,
        ["createdAt"] = "2020-01-01T00:00:00Z",
        ["createdBy"] = new JsonObject { ["kind"] = "user", ["id"] = Guid.CreateVersion7().ToString() },
        ["updatedAt"] = "2020-01-01T00:00:00Z",
        ["updatedBy"] = Guid.CreateVersion7().ToString(),
        ["deleted"] = true,
        ["deletedAt"] = "2020-01-01T00:00:00Z",
        ["tenantId"] = Guid.CreateVersion7().ToString(),
        ["accountId"] = Guid.CreateVersion7().ToString(),
        ["role"] = "owner",
        ["permissions"] = new JsonArray("contacts.write"),
        ["status"] = "ready",
        ["state"] = "active",
        ["isAdmin"] = true,
        ["passwordHash"] = "x",
        ["$type"] = "Crm.Contacts.Contact",
        ["__proto__"] = new JsonObject(),
        ["constructor"] = new JsonObject(),
    };

    [Fact]
    public async Task A_member_that_a_client_may_not_set_is_refused_and_nothing_is_taken()
    {
        var (samples, routes) = (await Samples.OfAsync(host), Route.All(host));
        var belongings = await Belongings.MakeAsync(own.Company, samples, routes);
        var (before, tried, wrong) = (await SettledAsync(), 0, new List<string>());
        foreach (var route in routes.Where(samples.TakesBody))
        {
            var id = belongings.In(route.Collection) is [var known, ..] ? known : Guid.CreateVersion7().ToString();
            foreach (var (path, documented) in samples.Objects(route, samples.Body(route, own.Company)!).ToList())
                foreach (var (member, value) in Reserved.Where(m => !documented.Contains(m.Key)))
                {
                    var body = samples.Body(route, own.Company)!;
                    samples.Objects(route, body).Select(o => o.Object).Single(o => o.GetPath() == path.GetPath())[member] = value.DeepClone();
                    if (await RefusalAsync(samples.Request(route, id, body), member) is { } other) wrong.Add($"{route} {path.GetPath()} with {member}: {other}");
                    tried++;
                }
        }
        tried.ShouldBeGreaterThan(200);
        wrong.ShouldBeEmpty();
        (await ChangesAsync()).ShouldBe(before);
    }

    /// <summary>What was answered instead of a refusal of just this member.</summary>
    private async Task<string?> RefusalAsync(HttpRequestMessage request, string member)
    {
        using var sent = request;
        using var answer = await own.Company.Owner.Http.SendAsync(sent);
        var text = await answer.Content.ReadAsStringAsync();
        if (answer.StatusCode is HttpStatusCode.UnprocessableEntity && JsonNode.Parse(text) is { } problem && (string?)problem["code"] == "request.unknownMember"
            && ((string?)problem["errors"]?[0]?["pointer"])?.Split('/')[^1] == member) return null;
        return $"{(int)answer.StatusCode} {text}";
    }

    /// <summary>The number of changes once those are through that jobs still make of what was asked before.</summary>
    private async Task<long> SettledAsync()
    {
        var (count, since) = (await ChangesAsync(), 0);
        for (var looks = 0; since < 4 && looks < 120; looks++)
        {
            await Task.Delay(250, TestContext.Current.CancellationToken);
            var now = await ChangesAsync();
            (count, since) = (now, now == count ? since + 1 : 0);
        }
        return count;
    }

    private async Task<long> ChangesAsync()
    {
        await using var connection = await host.AdministratorAsync(own.Company.Database);
        return await connection.ExecuteScalarAsync<long>("select count(*) from kernel.changes");
    }
}
