using System.Net;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Companies;

public class RestoreCompanyTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task It_comes_back_as_it_was_with_its_domains()
    {
        var path = await TrashedAsync("back.example");
        var restored = (await Owner.PostAsync($"{path}/restoration")).ShouldBe(HttpStatusCode.OK);
        restored.ETag.ShouldBe("\"3\"");
        restored.Body["trashedAt"].ShouldBeNull();
        (await Owner.GetAsync(path)).ETag.ShouldBe("\"3\"");
        (await Owner.PostAsync("/api/v1/companies", new { name = "New", domains = new[] { "back.example" } })).ShouldFail(409, "company.domainTaken");
        (await Owner.PostAsync($"{path}/restoration")).ShouldFail(404, "request.notFound");
    }

    [Fact]
    public async Task A_clash_is_told_and_can_be_left_out()
    {
        var path = await TrashedAsync("mine.example", "clash.example");
        var other = await Owner.PostAsync("/api/v1/companies", new { name = "Other", domains = new[] { "clash.example" } });
        var clash = (await Owner.PostAsync($"{path}/restoration")).ShouldFail(409, "company.domainTaken", "/domains/1");
        clash.Body.ToJsonString().ShouldContain(other.Id.ToString());

        (await Owner.PostAsync($"{path}/restoration?withoutTakenDomains=true")).ShouldBe(HttpStatusCode.OK).Shows("domains").ShouldBe("""["mine.example"]""");
    }

    [Fact]
    public async Task Who_takes_the_domain_at_the_same_time_gets_it_or_not_but_never_both()
    {
        var path = await TrashedAsync("either.example");
        var (restored, created) = (Owner.PostAsync($"{path}/restoration"), Owner.PostAsync("/api/v1/companies", new { name = "New", domains = new[] { "either.example" } }));
        await Task.WhenAll(restored, created);
        new[] { (await restored).Status is HttpStatusCode.OK, (await created).Status is HttpStatusCode.Created }.Count(won => won).ShouldBe(1);
    }

    [Fact]
    public async Task If_Match_is_honoured()
    {
        var path = await TrashedAsync("match.example");
        (await Owner.CallAsync(HttpMethod.Post, $"{path}/restoration", ifMatch: "\"1\"")).ShouldFail(412, "request.stale");
        (await Owner.CallAsync(HttpMethod.Post, $"{path}/restoration", ifMatch: "\"2\"")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Another_tenant_finds_nothing_to_restore() =>
        (await (await host.SignUpAsync()).Owner.PostAsync($"{await TrashedAsync("theirs.example")}/restoration")).ShouldFail(404, "request.notFound");

    private async Task<string> TrashedAsync(params string[] domains)
    {
        var path = (await Owner.PostAsync("/api/v1/companies", new { name = "Acme", domains })).ShouldBe(HttpStatusCode.Created).Location!;
        (await Owner.DeleteAsync(path)).ShouldBe(HttpStatusCode.NoContent);
        return path;
    }
}
