using System.Net;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Contacts;

public class GetContactTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task Who_has_this_version_already_gets_none()
    {
        var contact = await Owner.PostAsync("/api/v1/contacts", new { firstName = "Ada" });
        foreach (var (tag, status) in new[] { ("\"1\"", HttpStatusCode.NotModified), ("W/\"1\"", HttpStatusCode.NotModified), ("\"2\"", HttpStatusCode.OK) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/contacts/{contact.Id}");
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
            using var answer = await Owner.Http.SendAsync(request);
            answer.StatusCode.ShouldBe(status);
            answer.Headers.ETag!.Tag.ShouldBe("\"1\"");
        }
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        (await Owner.GetAsync($"/api/v1/contacts/{Guid.CreateVersion7()}")).ShouldFail(404, "request.notFound");
        (await Owner.GetAsync("/api/v1/contacts/no-id")).ShouldFail(404, "request.notFound");
        var trashed = await Owner.PostAsync("/api/v1/contacts", new { firstName = "Gone" });
        await Owner.DeleteAsync($"/api/v1/contacts/{trashed.Id}");
        (await Owner.GetAsync($"/api/v1/contacts/{trashed.Id}")).ShouldFail(404, "request.notFound");
    }

    [Fact]
    public async Task A_stranger_and_another_company_see_nothing()
    {
        var contact = await Owner.PostAsync("/api/v1/contacts", new { firstName = "Ada" });
        using var stranger = host.Client();
        (await stranger.GetAsync($"/api/v1/contacts/{contact.Id}")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await (await host.SignUpAsync()).Owner.GetAsync($"/api/v1/contacts/{contact.Id}")).ShouldFail(404, "request.notFound");
    }
}
