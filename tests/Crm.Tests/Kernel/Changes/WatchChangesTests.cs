using System.Diagnostics;
using System.Net;
using Crm.Kernel.Changes;
using Crm.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Changes;

/// <summary>Changes as they happen.</summary>
public sealed class WatchChangesTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task A_write_is_told_within_two_seconds()
    {
        await using var stream = await EventStream.OpenAsync(Owner);
        var id = await ContactAsync();
        var watch = Stopwatch.StartNew();
        var change = await stream.ChangeAsync();
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        ((string?)change["object"], (Guid)change["id"]!, (string?)change["kind"], (int)change["revision"]!).ShouldBe(("contact", id, "created", 1));
    }

    [Fact]
    public async Task Whoever_comes_back_has_lost_nothing_and_gets_nothing_twice()
    {
        string last;
        await using (var stream = await EventStream.OpenAsync(Owner, "?types=contacts"))
        {
            var (a, b) = (await ContactAsync(), await ContactAsync());
            ((Guid)(await stream.ChangeAsync())["id"]!).ShouldBe(a);
            last = stream.Last;
        }
        var away = await ContactAsync();
        await using var again = await EventStream.OpenAsync(Owner, "?types=contacts", last);
        var second = await again.ChangeAsync();
        ((Guid)(await again.ChangeAsync())["id"]!).ShouldBe(away);
        ((Guid)second["id"]!).ShouldNotBe(away);
        (await Owner.GetAsync($"/api/v1/changes?types=contacts&since={again.Last}")).ShouldBe(HttpStatusCode.OK).Data.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_ends_when_the_session_ends()
    {
        var member = await own.Company.JoinAsync("member");
        await using var stream = await EventStream.OpenAsync(member);
        (await member.PostAsync("/api/v1/auth/logout")).Status.ShouldBe(HttpStatusCode.NoContent);
        await EndsAsync(stream);
    }

    [Fact]
    public async Task It_ends_when_the_rights_change()
    {
        object Holding(params string[] names) => new { name = "Watcher", permissions = names.Select(permission => new { permission, scope = "all" }) };
        var role = (await Owner.PostAsync("/api/v1/roles", Holding("changes.read", "contacts.read"))).ShouldBe(HttpStatusCode.Created).Id;
        await using var stream = await EventStream.OpenAsync(await own.Company.JoinAsync(role.ToString()));
        (await Owner.PatchAsync($"/api/v1/roles/{role}", Holding("changes.read", "contacts.read", "companies.read"))).ShouldBe(HttpStatusCode.OK);
        await EndsAsync(stream);
    }

    [Fact]
    public async Task A_company_has_so_many_streams_and_no_more()
    {
        var streams = host.Services.GetRequiredService<ChangeStreams>();
        var company = await host.SignUpAsync();
        var places = Enumerable.Range(0, ChangeStreams.MostOfATenant).Select(_ => streams.Enter(company.Id)).ToList();
        (await company.Owner.GetAsync("/api/v1/events")).ShouldFail(429, "changes.tooManyStreams");
        places[0].Dispose();
        places[0].Dispose();
        await using (await EventStream.OpenAsync(company.Owner)) (await company.Owner.GetAsync("/api/v1/events")).ShouldFail(429, "changes.tooManyStreams");
        places.ForEach(place => place.Dispose());
    }

    [Theory]
    [InlineData("forged")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_forged_place_is_refused(string last)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events") { Headers = { { "Last-Event-ID", last } } };
        using var response = await Owner.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldContain("cursor.mismatch");
        (await Owner.GetAsync($"/api/v1/events?since={last}")).ShouldFail(400, "cursor.mismatch", "?since");
    }

    private static async Task EndsAsync(EventStream stream)
    {
        for (var i = 0; i < 5; i++)
            if (await stream.NextAsync(5) is null) return;
        throw new ShouldAssertException("The stream goes on.");
    }

    private async Task<Guid> ContactAsync() => (await Owner.PostAsync("/api/v1/contacts?onDuplicate=allow", new { firstName = "Ada" })).ShouldBe(HttpStatusCode.Created).Id;
}
