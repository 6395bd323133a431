using System.Net;
using System.Text.Json.Nodes;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Audit;

public sealed class AuditEntriesTests(CrmHost host)
{
    [Fact]
    public async Task Both_logs_are_one_list_newest_first_and_each_entry_can_be_read()
    {
        var company = await host.SignUpAsync();
        var contact = await company.Owner.ContactAsync();
        var role = (await company.Owner.PostAsync("/api/v1/roles", new { name = "Readers", permissions = new[] { new { permission = "contacts.read" } } })).ShouldBe(HttpStatusCode.Created);

        var all = await company.Owner.AuditAsync("?limit=200");
        all.Select(e => (DateTimeOffset)e["at"]!).ShouldBe(all.Select(e => (DateTimeOffset)e["at"]!).OrderDescending());
        all.Select(e => (string)e["source"]!).Distinct().Order().ShouldBe(["access", "records"]);
        var created = all.First(e => (string?)e["objectId"] == contact.ToString());
        ((string?)created["action"], (string?)created["object"], (string?)created["means"], (string?)created["after"]!["lastName"]).ShouldBe(("created", "contact", "api", "Lovelace"));
        ((string?)created["actor"]!["kind"], (Guid?)created["actor"]!["id"], (string?)created["actor"]!["name"]).ShouldBe(("account", company.Owner.AccountId, "Olga Owner"));
        created["requestId"].ShouldNotBeNull();
        all[0]["objectId"]!.ToString().ShouldBe(role.Id.ToString());
        foreach (var entry in all) (await company.Owner.GetAsync($"/api/v1/audit-entries/{entry["id"]}")).ShouldBe(HttpStatusCode.OK).Body.ToJsonString().ShouldBe(entry.ToJsonString());
    }

    [Fact]
    public async Task Filters_choose_and_pages_give_each_entry_once()
    {
        var company = await host.SignUpAsync();
        for (var i = 0; i < 7; i++)
        {
            await company.Owner.ContactAsync($"N{i}");
            await Person.LogInAsync(host, company.Owner.Email);
        }
        foreach (var sort in new[] { "-at", "at" })
        {
            var query = $"?sort={sort}&from=2020-01-01T00:00:00Z&to={Uri.EscapeDataString(DateTimeOffset.UtcNow.AddMinutes(1).ToString("O"))}";
            var all = (await company.Owner.AuditAsync($"{query}&limit=200")).Select(e => (string)e["id"]!).ToList();
            List<string> paged = [];
            var next = (string?)null;
            do
            {
                var page = (await company.Owner.GetAsync($"/api/v1/audit-entries{query}&limit=3{(next is null ? "" : $"&cursor={next}")}")).ShouldBe(HttpStatusCode.OK);
                paged.AddRange(page.Data.Select(e => (string)e["id"]!));
                next = page.Next;
            }
            while (next is not null);
            paged.ShouldBe(all);
            all.Count.ShouldBeGreaterThanOrEqualTo(15);
        }
        (await company.Owner.AuditAsync("?action=loggedIn&actor=me")).Count.ShouldBe(8);
        (await company.Owner.AuditAsync("?actorKind=account&object=contact")).Count.ShouldBe(7);
        (await company.Owner.AuditAsync("?actorKind=operator")).ShouldBeEmpty();
        (await company.Owner.AuditAsync("?to=2020-01-01T00:00:00Z")).ShouldBeEmpty();
        (await company.Owner.AuditAsync($"?actor={Guid.CreateVersion7()}")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_cannot_be_asked_is_refused()
    {
        var company = await host.SignUpAsync();
        await company.Owner.ContactAsync();
        (await company.Owner.GetAsync("/api/v1/audit-entries?sort=actor")).ShouldFail(400, "request.invalid", "?sort");
        (await company.Owner.GetAsync("/api/v1/audit-entries?actor=nobody")).ShouldFail(400, "request.invalid", "?actor");
        (await company.Owner.GetAsync("/api/v1/audit-entries?limit=201")).ShouldFail(400, "request.invalid", "?limit");
        var cursor = (await company.Owner.GetAsync("/api/v1/audit-entries?limit=1")).Next;
        (await company.Owner.GetAsync($"/api/v1/audit-entries?limit=1&sort=at&cursor={cursor}")).ShouldFail(400, "cursor.mismatch");
        (await company.Owner.GetAsync($"/api/v1/audit-entries/{Guid.CreateVersion7()}")).ShouldFail(404, "request.notFound");
        (await company.Owner.GetAsync($"/api/v1/audit-entries/{Guid.Empty}")).ShouldFail(404, "request.notFound");
        (await (await company.JoinAsync("manager")).GetAsync("/api/v1/audit-entries")).ShouldFail(403, "auth.forbidden");
    }

    [Fact]
    public async Task Another_company_sees_nothing_of_it()
    {
        var (ours, theirs) = (await host.SignUpAsync(), await host.SignUpAsync());
        await theirs.Owner.ContactAsync("Theirs");
        foreach (var entry in await theirs.Owner.AuditAsync("?limit=200")) (await ours.Owner.GetAsync($"/api/v1/audit-entries/{entry["id"]}")).ShouldFail(404, "request.notFound");
        var all = (await ours.Owner.GetAsync("/api/v1/audit-entries?limit=200")).Body.ToJsonString();
        foreach (var secret in new[] { "Theirs", theirs.Id.ToString(), theirs.Owner.AccountId.ToString(), theirs.Owner.Email }) all.ShouldNotContain(secret);
    }

    [Fact]
    public async Task Values_are_shown_to_those_who_may_read_every_such_record()
    {
        var company = await host.SignUpAsync();
        await company.Owner.ContactAsync("Hidden");
        var key = await company.Owner.PostAsync("/api/v1/api-keys", new { name = "SIEM", permissions = new[] { new { permission = "audit.read", scope = "all" } } });
        using var siem = host.Client();
        siem.DefaultRequestHeaders.Authorization = new("Bearer", key.ShouldBe(HttpStatusCode.Created).Text("key"));
        var seen = JsonNode.Parse(await siem.GetStringAsync("/api/v1/audit-entries?object=contact"))!["data"]!.AsArray().ShouldHaveSingleItem()!;
        (seen["after"], (string?)seen["action"]).ShouldBe((null, "created"));
        JsonNode.Parse(await siem.GetStringAsync("/api/v1/audit-entries?object=apiKey"))!["data"]![0]!["after"]!["name"]!.ToString().ShouldBe("SIEM");
        (await company.Owner.AuditAsync("?object=contact"))[0]["after"].ShouldNotBeNull();
        (await siem.GetAsync("/api/v1/audit-entries/export")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task An_operators_stay_says_in_whose_place_they_worked()
    {
        var company = await host.SignUpAsync();
        var otto = await OperatorAtWork.HireAsync(host);
        var (stay, guest) = await otto.VisitAsync(company, company.Owner);
        await guest.ContactAsync();
        var entry = (await company.Owner.AuditAsync("?object=contact&actorKind=operator")).ShouldHaveSingleItem();
        ((Guid?)entry["actor"]!["id"], (string?)entry["actor"]!["name"], (Guid?)entry["onBehalfOf"]!["id"]).ShouldBe((otto.Person.AccountId, "Otto Operator", company.Owner.AccountId));
        ((string?)entry["means"]).ShouldBe($"impersonation:{stay}");
        (await guest.GetAsync("/api/v1/audit-entries/export")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task No_secret_is_ever_shown()
    {
        var company = await host.SignUpAsync();
        var key = (await company.Owner.PostAsync("/api/v1/api-keys", new { name = "Website", permissions = new[] { new { permission = "contacts.read", scope = "all" } } })).ShouldBe(HttpStatusCode.Created);
        await company.TamperAccessAsync("""
            select kernel.append_change('system', 'test', null, @tenant, 'canary', null, 'created', null, '{"password": "canary-1", "deep": [{"refreshToken": "canary-2", "name": "kept"}]}')
            """);
        var all = (await company.Owner.GetAsync("/api/v1/audit-entries?limit=200")).Body.ToJsonString();
        foreach (var secret in new[] { "canary-1", "canary-2", key.Text("key")!, Company.Password, company.Owner.RefreshToken }) all.ShouldNotContain(secret);
        all.ShouldContain("[redacted]");
        all.ShouldContain("kept");
    }
}
