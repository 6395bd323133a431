using System.Net;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Companies;

public class GetCompanyTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task Who_has_this_version_already_gets_none()
    {
        var company = await Owner.PostAsync("/api/v1/companies", new { name = "Acme" });
        foreach (var (tag, status) in new[] { ("\"1\"", HttpStatusCode.NotModified), ("W/\"1\"", HttpStatusCode.NotModified), ("\"2\"", HttpStatusCode.OK) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/companies/{company.Id}");
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
            using var answer = await Owner.Http.SendAsync(request);
            answer.StatusCode.ShouldBe(status);
            answer.Headers.ETag!.Tag.ShouldBe("\"1\"");
        }
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        var trashed = await Owner.PostAsync("/api/v1/companies", new { name = "Gone" });
        await Owner.DeleteAsync($"/api/v1/companies/{trashed.Id}");
        foreach (var id in (string[])[Guid.CreateVersion7().ToString(), "no-id", trashed.Id.ToString()])
        {
            (await Owner.GetAsync($"/api/v1/companies/{id}")).ShouldFail(404, "request.notFound");
            (await Owner.GetAsync($"/api/v1/companies/{id}/hierarchy")).ShouldFail(404, "request.notFound");
        }
    }

    [Fact]
    public async Task A_stranger_and_another_tenant_see_nothing()
    {
        var company = await Owner.PostAsync("/api/v1/companies", new { name = "Acme" });
        using var stranger = host.Client();
        (await stranger.GetAsync($"/api/v1/companies/{company.Id}")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var other = (await host.SignUpAsync()).Owner;
        (await other.GetAsync($"/api/v1/companies/{company.Id}")).ShouldFail(404, "request.notFound");
        (await other.GetAsync($"/api/v1/companies/{company.Id}/hierarchy")).ShouldFail(404, "request.notFound");
    }
}
