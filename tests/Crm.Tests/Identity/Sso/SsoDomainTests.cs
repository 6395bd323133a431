using System.Net;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity.Sso;

public sealed class SsoDomainTests(CrmHost host, OwnCompany own) : IClassFixture<OwnCompany>
{
    private const string Domains = "/api/v1/sso-domains";
    private Person Boss => own.Company.Owner;

    [Fact]
    public async Task A_domain_is_claimed_proved_by_a_record_listed_and_given_up()
    {
        var domain = $"{Guid.CreateVersion7():n}.example";
        var claimed = (await Boss.PostAsync(Domains, new { domain = $" {domain.ToUpperInvariant()}. " })).ShouldBe(HttpStatusCode.Created);
        (claimed.Text("domain"), claimed.Text("status"), claimed.Text("recordName")).ShouldBe((domain, "pending", $"_crm-challenge.{domain}"));
        (await Boss.PostAsync(Domains, new { domain })).ShouldFail(409, "sso.domainListed");

        (await Boss.PostAsync($"{Domains}/{claimed.Id}/verification")).ShouldFail(409, "sso.domainUnproved");
        host.Names.Texts[claimed.Text("recordName")!] = ["crm-domain-verification=another"];
        (await Boss.PostAsync($"{Domains}/{claimed.Id}/verification")).ShouldFail(409, "sso.domainUnproved");
        host.Names.Texts[claimed.Text("recordName")!] = ["something else", claimed.Text("recordValue")!];
        (await Boss.PostAsync($"{Domains}/{claimed.Id}/verification")).ShouldBe(HttpStatusCode.OK).ETag.ShouldBe("\"2\"");
        host.Names.Texts.TryRemove(claimed.Text("recordName")!, out _);
        (await Boss.PostAsync($"{Domains}/{claimed.Id}/verification")).ShouldBe(HttpStatusCode.OK).Text("status").ShouldBe("verified");

        (await Boss.GetAsync(Domains)).Data.Select(d => (string)d["domain"]!).ShouldContain(domain);
        (await Boss.DeleteAsync($"{Domains}/{claimed.Id}", "\"1\"")).ShouldFail(412, "request.stale");
        (await Boss.DeleteAsync($"{Domains}/{claimed.Id}", "\"2\"")).ShouldBe(HttpStatusCode.NoContent);
        (await Boss.GetAsync($"{Domains}/{claimed.Id}")).ShouldFail(404, "request.notFound");
    }

    [Fact]
    public async Task A_domain_is_proved_by_one_company_at_most()
    {
        var (other, domain) = (await host.SignUpAsync(), $"{Guid.CreateVersion7():n}.example");
        var (ours, theirs) = (await Boss.PostAsync(Domains, new { domain }), await other.Owner.PostAsync(Domains, new { domain }));
        ours.Text("recordValue").ShouldNotBe(theirs.Text("recordValue"));
        host.Names.Texts[$"_crm-challenge.{domain}"] = [ours.Text("recordValue")!, theirs.Text("recordValue")!];
        var verdicts = await Task.WhenAll(Boss.PostAsync($"{Domains}/{ours.Id}/verification"), other.Owner.PostAsync($"{Domains}/{theirs.Id}/verification"));
        verdicts.Count(v => v.Status == HttpStatusCode.OK).ShouldBe(1);
        verdicts.Single(v => v.Status != HttpStatusCode.OK).ShouldFail(409, "sso.domainTaken");
    }

    [Theory]
    [InlineData("gmail.com")]
    [InlineData("Outlook.COM.")]
    public async Task A_public_mail_domain_is_nobodys(string domain) => (await Boss.PostAsync(Domains, new { domain })).ShouldFail(422, "sso.domainPublic", "/domain");

    [Theory]
    [InlineData("")]
    [InlineData("com")]
    [InlineData("a b.example")]
    [InlineData("https://acme.example")]
    [InlineData("acme.example/x")]
    [InlineData("acme.example:53")]
    [InlineData("-acme.example")]
    [InlineData("_crm-challenge.acme.example")]
    [InlineData("10.0.0.1")]
    public async Task What_is_no_domain_is_422(string domain) => (await Boss.PostAsync(Domains, new { domain })).ShouldFail(422, "validation.failed", "/domain");

    [Fact]
    public async Task An_umlaut_is_written_as_name_servers_know_it() =>
        (await Boss.PostAsync(Domains, new { domain = "Bücher.example" })).ShouldBe(HttpStatusCode.Created).Text("domain").ShouldBe("xn--bcher-kva.example");

    [Fact]
    public async Task Name_servers_that_fail_are_503()
    {
        var claimed = (await Boss.PostAsync(Domains, new { domain = $"{Guid.CreateVersion7():n}.example" })).ShouldBe(HttpStatusCode.Created);
        host.Names.Broken[claimed.Text("recordName")!] = true;
        (await Boss.PostAsync($"{Domains}/{claimed.Id}/verification")).ShouldFail(503, "sso.nameServersAway");
    }
}
