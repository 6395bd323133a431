using System.Net;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Contacts;

public class TrashContactTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task It_leaves_the_lists_and_lies_in_the_trash()
    {
        var path = await NewAsync(new { firstName = "Gone", tags = new[] { "leaving" } });
        (await Owner.DeleteAsync(path)).ShouldBe(HttpStatusCode.NoContent);
        (await Owner.GetAsync("/api/v1/contacts?tag=leaving")).Data.ShouldBeEmpty();
        var trashed = (await Owner.GetAsync("/api/v1/contacts?tag=leaving&trashed=true")).Data.Single();
        trashed["trashedAt"].ShouldNotBeNull();
        (await Owner.DeleteAsync(path)).ShouldFail(404, "request.notFound");
        (await Owner.PatchAsync(path, new { firstName = "Back" })).ShouldFail(404, "request.notFound");
    }

    [Fact]
    public async Task Its_addresses_are_free_again()
    {
        var path = await NewAsync(new { emails = new[] { new { address = "free-again@x.example" } } });
        await Owner.DeleteAsync(path);
        (await Owner.PostAsync("/api/v1/contacts", new { emails = new[] { new { address = "free-again@x.example" } } })).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task If_Match_is_honoured()
    {
        var path = await NewAsync(new { firstName = "Ada" });
        (await Owner.DeleteAsync(path, "\"2\"")).ShouldFail(412, "request.stale");
        (await Owner.DeleteAsync(path, "\"1\"")).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_change_at_the_same_time_never_brings_it_back_unseen()
    {
        for (var round = 0; round < 5; round++)
        {
            var path = await NewAsync(new { firstName = "Ada", emails = new[] { new { address = $"round{round}@trash.example" } } });
            var trashing = Owner.DeleteAsync(path);
            var changing = Task.WhenAll(Enumerable.Range(0, 4).Select(i => Owner.PatchAsync(path, new { jobTitle = $"{i}" })));
            var trashed = (await trashing).Status is HttpStatusCode.NoContent;
            await changing;
            ((await Owner.GetAsync(path)).Status is HttpStatusCode.NotFound).ShouldBe(trashed);
            ((await Owner.PostAsync("/api/v1/contacts", new { emails = new[] { new { address = $"round{round}@trash.example" } } })).Status is HttpStatusCode.Created).ShouldBe(trashed);
        }
    }

    [Fact]
    public async Task Another_company_finds_nothing_to_trash()
    {
        var path = await NewAsync(new { firstName = "Ada" });
        (await (await host.SignUpAsync()).Owner.DeleteAsync(path)).ShouldFail(404, "request.notFound");
        (await Owner.GetAsync(path)).ShouldBe(HttpStatusCode.OK);
    }

    private async Task<string> NewAsync(object body) => (await Owner.PostAsync("/api/v1/contacts", body)).ShouldBe(HttpStatusCode.Created).Location!;
}
