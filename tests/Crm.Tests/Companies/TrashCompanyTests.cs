using System.Net;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Companies;

public class TrashCompanyTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task It_leaves_the_lists_and_lies_in_the_trash()
    {
        var path = await NewAsync(new { name = "Gone", tags = new[] { "leaving" } });
        (await Owner.DeleteAsync(path)).ShouldBe(HttpStatusCode.NoContent);
        (await Owner.GetAsync("/api/v1/companies?tag=leaving")).Data.ShouldBeEmpty();
        (await Owner.GetAsync("/api/v1/companies?tag=leaving&trashed=true")).Data.Single()["trashedAt"].ShouldNotBeNull();
        (await Owner.DeleteAsync(path)).ShouldFail(404, "request.notFound");
        (await Owner.PatchAsync(path, new { name = "Back" })).ShouldFail(404, "request.notFound");
    }

    [Fact]
    public async Task Its_domains_are_free_again()
    {
        var path = await NewAsync(new { name = "Gone", domains = new[] { "free-again.example" } });
        await Owner.DeleteAsync(path);
        (await Owner.PostAsync("/api/v1/companies", new { name = "New", domains = new[] { "free-again.example" } })).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task If_Match_is_honoured()
    {
        var path = await NewAsync(new { name = "Acme" });
        (await Owner.DeleteAsync(path, "\"2\"")).ShouldFail(412, "request.stale");
        (await Owner.DeleteAsync(path, "\"1\"")).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_change_at_the_same_time_never_brings_it_back_unseen()
    {
        for (var round = 0; round < 5; round++)
        {
            var path = await NewAsync(new { name = "Acme", domains = new[] { $"round{round}.example" } });
            var trashing = Owner.DeleteAsync(path);
            var changing = Task.WhenAll(Enumerable.Range(0, 4).Select(i => Owner.PatchAsync(path, new { industry = $"{i}" })));
            var trashed = (await trashing).Status is HttpStatusCode.NoContent;
            await changing;
            ((await Owner.GetAsync(path)).Status is HttpStatusCode.NotFound).ShouldBe(trashed);
            ((await Owner.PostAsync("/api/v1/companies", new { name = "New", domains = new[] { $"round{round}.example" } })).Status is HttpStatusCode.Created).ShouldBe(trashed);
        }
    }

    [Fact]
    public async Task Another_tenant_finds_nothing_to_trash()
    {
        var path = await NewAsync(new { name = "Acme" });
        (await (await host.SignUpAsync()).Owner.DeleteAsync(path)).ShouldFail(404, "request.notFound");
        (await Owner.GetAsync(path)).ShouldBe(HttpStatusCode.OK);
    }

    private async Task<string> NewAsync(object body) => (await Owner.PostAsync("/api/v1/companies", body)).ShouldBe(HttpStatusCode.Created).Location!;
}
