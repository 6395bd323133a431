using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Access;

public sealed class InvitationTests(CrmHost host, OwnCompany own) : IClassFixture<OwnCompany>, IDisposable
{
    private readonly HttpClient stranger = host.Client();

    private Person Boss => own.Company.Owner;

    public void Dispose() => stranger.Dispose();

    [Fact]
    public async Task Nobody_is_mailed_again_and_again()
    {
        var email = $"again-{Guid.CreateVersion7():N}@people.example";
        for (var i = 0; i < 3; i++)
        {
            var invited = (await own.Company.Owner.PostAsync("/api/v1/invitations", new { email, role = "member" })).ShouldBe(HttpStatusCode.Created);
            (await own.Company.Owner.DeleteAsync(invited.Location!)).ShouldBe(HttpStatusCode.NoContent);
        }
        (await own.Company.Owner.PostAsync("/api/v1/invitations", new { email, role = "member" })).ShouldFail(429, "request.tooMany");
    }

    [Fact]
    public async Task Somebody_new_comes_in_by_the_mailed_link_once()
    {
        var email = $"new-{Guid.CreateVersion7():n}@elsewhere.example";
        var invitation = (await Boss.PostAsync("/api/v1/invitations", new { email, role = "manager" })).ShouldBe(HttpStatusCode.Created);
        (await Boss.PostAsync("/api/v1/invitations", new { email = email.ToUpperInvariant(), role = "member" })).ShouldFail(409, "invitation.pending");
        var token = await host.Mail.TokenAsync(email, "/accept-invitation");

        var seen = await AskAsync("inspection", new { token });
        ((bool?)seen.Json["accountExists"], (string?)seen.Json["organization"]).ShouldBe((false, own.Company.Slug));
        (await AskAsync("acceptance", new { token })).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var accepted = await AskAsync("acceptance", new { token, fullName = "Nina New", password = Company.Password });
        (accepted.Status, (bool?)accepted.Json["newAccount"]).ShouldBe((HttpStatusCode.OK, true), accepted.Json.ToJsonString());
        ((string?)(await AskAsync("acceptance", new { token, fullName = "Nina New", password = Company.Password })).Json["code"]).ShouldBe("invitation.invalid");

        var nina = await Person.LogInAsync(host, email, own.Company.Slug);
        (await nina.GetAsync("/api/v1/me")).Text("role").ShouldBe("manager");
        (await Boss.GetAsync($"/api/v1/invitations/{invitation.Id}")).Text("status").ShouldBe("accepted");
        (await Boss.PostAsync("/api/v1/invitations", new { email, role = "member" })).ShouldFail(409, "invitation.alreadyMember", "/email");
    }

    [Fact]
    public async Task An_existing_account_joins_with_nothing_but_the_link()
    {
        var other = await host.SignUpAsync();
        (await Boss.PostAsync("/api/v1/invitations", new { email = other.Owner.Email, role = "readOnly" })).ShouldBe(HttpStatusCode.Created);
        var accepted = await AskAsync("acceptance", new { token = await host.Mail.TokenAsync(other.Owner.Email, "/accept-invitation") });
        (accepted.Status, (bool?)accepted.Json["newAccount"]).ShouldBe((HttpStatusCode.OK, false));
        var guest = await Person.LogInAsync(host, other.Owner.Email, own.Company.Slug);
        (await guest.GetAsync("/api/v1/contacts")).ShouldBe(HttpStatusCode.OK);
        (await guest.PostAsync("/api/v1/contacts", new { firstName = "X" })).ShouldFail(403, "auth.forbidden");
    }

    [Fact]
    public async Task A_revoked_link_and_one_that_was_replaced_do_not_work()
    {
        var email = $"late-{Guid.CreateVersion7():n}@elsewhere.example";
        var invitation = (await Boss.PostAsync("/api/v1/invitations", new { email, role = "member" })).ShouldBe(HttpStatusCode.Created);
        var token = await host.Mail.TokenAsync(email, "/accept-invitation");
        (await Boss.PostAsync($"/api/v1/invitations/{invitation.Id}/resends")).ShouldFail(429, "request.tooMany");
        (await Boss.DeleteAsync($"/api/v1/invitations/{invitation.Id}")).ShouldBe(HttpStatusCode.NoContent);
        ((string?)(await AskAsync("inspection", new { token })).Json["code"]).ShouldBe("invitation.invalid");
        (await Boss.PostAsync($"/api/v1/invitations/{invitation.Id}/resends")).ShouldFail(409, "invitation.over");
        ((string?)(await AskAsync("acceptance", new { token = "forged", fullName = "X", password = Company.Password })).Json["code"]).ShouldBe("invitation.invalid");
    }

    private async Task<(HttpStatusCode Status, JsonNode Json)> AskAsync(string what, object body)
    {
        using var answer = await stranger.PostAsJsonAsync($"/api/v1/public/invitations/{what}", body);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }
}
