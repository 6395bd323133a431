using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Security;

/// <summary>Every endpoint that runs, called by nobody and by each built-in role, against the declared matrix.</summary>
public class WhoMayCallWhatTests(CrmHost host, OwnCompany own) : IClassFixture<OwnCompany>
{
    private static readonly IReadOnlyList<string> BuiltIn = Crm.Kernel.Roles.BuiltIn;

    [Fact]
    public void The_matrix_has_a_line_for_each_endpoint_and_no_other() => Matrix.Differences(Matrix.Declared, Route.All(host)).ShouldBeEmpty();

    [Fact]
    public void A_missing_a_superfluous_and_a_wrong_line_are_named()
    {
        var declared = Matrix.Read("# who\nGET /a anyone\nGET /gone owner\nGET /b owner");
        Matrix.Differences(declared, [new("GET", "/a", false), new("GET", "/b", false), new("POST", "/b", false)]).Count().ShouldBe(3);
    }

    [Fact]
    public void Every_line_names_roles_that_exist() =>
        Matrix.Declared.Where(line => line.Value.Count == 0 || line.Value.Except([.. BuiltIn, Matrix.Anyone, Matrix.Operator]).Any()).ShouldBeEmpty();

    [Fact]
    public async Task Without_a_token_a_protected_endpoint_answers_401_and_says_why()
    {
        List<string> wrong = [];
        foreach (var route in Protected())
            if (await AskAsync(host.Client(), route) is not (HttpStatusCode.Unauthorized, "auth.unauthenticated") and var answer) wrong.Add($"{route} answers {answer} to a stranger");
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_role_gets_in_where_the_matrix_says_so_and_nowhere_else()
    {
        List<string> wrong = [];
        foreach (var role in BuiltIn)
        {
            var person = role == Crm.Kernel.Roles.Owner ? own.Company.Owner : await own.Company.JoinAsync(role);
            foreach (var route in Protected().Where(r => !r.IsPlatform).OrderBy(r => r.Path == "/api/v1/me/membership")) // who has left gets in nowhere
            {
                var (status, code) = await AskAsync(person.Http, route);
                var admitted = status is not (HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized);
                if (admitted != Matrix.Declared[route.ToString()].Contains(role)) wrong.Add($"{route} answers {(int)status} {code} to a {role}");
                if (!admitted && code != "auth.forbidden") wrong.Add($"{route} refuses a {role} with {code}");
            }
        }
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_the_operators_opens_to_no_token_of_a_company()
    {
        List<string> wrong = [];
        foreach (var route in Route.All(host).Where(r => r.IsPlatform && !r.Anonymous))
        {
            if (Matrix.Declared[route.ToString()] is not [Matrix.Operator]) wrong.Add($"{route} is not the operators' alone");
            if (await AskAsync(own.Company.Owner.Http, route) is not (HttpStatusCode.Unauthorized, "auth.unauthenticated") and var answer) wrong.Add($"{route} answers {answer} to an owner");
        }
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_role_nobody_declared_gets_in_nowhere()
    {
        var stranger = await own.Company.JoinAsync("readOnly");
        await using (var control = await host.AdministratorAsync()) await control.ExecuteAsync("update identity.memberships set role = 'auditor' where account_id = @AccountId", new { stranger.AccountId });
        await Eventually.EqualsAsync(HttpStatusCode.Forbidden, async () => (await stranger.GetAsync("/api/v1/contacts")).Status, TimeSpan.FromSeconds(5), "by the undeclared role");
        var admitted = new List<Route>();
        foreach (var route in Protected().Where(r => !r.IsPlatform))
            if ((await AskAsync(stranger.Http, route)).Status != HttpStatusCode.Forbidden) admitted.Add(route);
        admitted.ShouldBeEmpty();
    }

    private IEnumerable<Route> Protected() => Route.All(host).Where(r => !r.Anonymous && Matrix.Declared.ContainsKey(r.ToString()));

    private static async Task<(HttpStatusCode Status, string? Code)> AskAsync(HttpClient client, Route route)
    {
        using var request = new HttpRequestMessage(new(route.Method), route.With(Guid.CreateVersion7().ToString()));
        if (route.Writes) request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        // A stream has no end to wait for.
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return (answer.StatusCode, answer.IsSuccessStatusCode ? null : (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())?["code"]);
    }
}
