using System.Net;
using System.Text;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Contacts;

public class RestoreContactTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task It_comes_back_as_it_was_with_its_addresses()
    {
        var path = await TrashedAsync("back@x.example");
        var restored = (await Owner.PostAsync($"{path}/restoration")).ShouldBe(HttpStatusCode.OK);
        restored.ETag.ShouldBe("\"3\"");
        restored.Body["trashedAt"].ShouldBeNull();
        (await Owner.GetAsync(path)).ETag.ShouldBe("\"3\"");
        (await Owner.PostAsync("/api/v1/contacts", new { emails = new[] { new { address = "back@x.example" } } })).ShouldFail(409, "contact.emailTaken");
        (await Owner.PostAsync($"{path}/restoration")).ShouldFail(404, "request.notFound");
    }

    [Fact]
    public async Task A_clash_is_told_and_can_be_left_out()
    {
        var path = await TrashedAsync("mine@x.example", "clash@x.example");
        var other = await Owner.PostAsync("/api/v1/contacts", new { emails = new[] { new { address = "clash@x.example" } } });
        var clash = (await Owner.PostAsync($"{path}/restoration")).ShouldFail(409, "contact.emailTaken", "/emails/1/address");
        clash.Body.ToJsonString().ShouldContain(other.Id.ToString());

        var restored = (await Owner.PostAsync($"{path}/restoration?withoutTakenEmails=true")).ShouldBe(HttpStatusCode.OK);
        restored.Body["emails"]!.AsArray().Select(e => (string?)e!["address"]).ShouldBe(["mine@x.example"]);
    }

    [Fact]
    public async Task Who_takes_the_address_at_the_same_time_gets_it_or_not_but_never_both()
    {
        var path = await TrashedAsync("either@x.example");
        var (restored, created) = (Owner.PostAsync($"{path}/restoration"), Owner.PostAsync("/api/v1/contacts", new { emails = new[] { new { address = "either@x.example" } } }));
        await Task.WhenAll(restored, created);
        new[] { (await restored).Status is HttpStatusCode.OK, (await created).Status is HttpStatusCode.Created }.Count(won => won).ShouldBe(1);
    }

    [Fact]
    public async Task An_empty_body_of_any_type_is_none()
    {
        var path = await TrashedAsync("empty@x.example");
        using var nothing = new StringContent("", Encoding.UTF8, "application/json");
        (await Owner.Http.PostAsync(new Uri($"{path}/restoration", UriKind.Relative), nothing, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task If_Match_is_honoured()
    {
        var path = await TrashedAsync("match@x.example");
        (await Owner.CallAsync(HttpMethod.Post, $"{path}/restoration", ifMatch: "\"1\"")).ShouldFail(412, "request.stale");
        (await Owner.CallAsync(HttpMethod.Post, $"{path}/restoration", ifMatch: "\"2\"")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Another_company_finds_nothing_to_restore() =>
        (await (await host.SignUpAsync()).Owner.PostAsync($"{await TrashedAsync("theirs@x.example")}/restoration")).ShouldFail(404, "request.notFound");

    private async Task<string> TrashedAsync(params string[] addresses)
    {
        var path = (await Owner.PostAsync("/api/v1/contacts", new { emails = addresses.Select(address => new { address }) })).ShouldBe(HttpStatusCode.Created).Location!;
        (await Owner.DeleteAsync(path)).ShouldBe(HttpStatusCode.NoContent);
        return path;
    }
}
