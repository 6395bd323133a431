using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Tags;

public class ListTagsTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    [Fact]
    public async Task The_first_to_use_a_tag_decides_how_it_is_written()
    {
        var owner = own.Company.Owner;
        await owner.PostAsync("/api/v1/contacts", new { firstName = "a", tags = new[] { "VIP", "beta" } });
        (await owner.PostAsync("/api/v1/contacts", new { firstName = "b", tags = new[] { " vip " } })).Shows("tags").ShouldBe("""["VIP"]""");

        (await owner.GetAsync("/api/v1/tags")).Data.Select(t => (string?)t["name"]).ShouldBe(["beta", "VIP"]);
        (await owner.GetAsync("/api/v1/tags?sort=-name&limit=1")).Data.Select(t => (string?)t["name"]).ShouldBe(["VIP"]);
        (await owner.GetAsync("/api/v1/tags?q=Be")).Data.Select(t => (string?)t["name"]).ShouldBe(["beta"]);
        var first = await owner.GetAsync("/api/v1/tags?limit=1");
        (await owner.GetAsync($"/api/v1/tags?limit=1&cursor={first.Next}")).Data.Select(t => (string?)t["name"]).ShouldBe(["VIP"]);
        (await owner.PostAsync("/api/v1/companies", new { name = "c", tags = new[] { "BETA", "Steel" } })).Shows("tags").ShouldBe("""["beta","Steel"]""");
        (await owner.PostAsync("/api/v1/contacts", new { firstName = "c", tags = new[] { "steel" } })).Shows("tags").ShouldBe("""["Steel"]""");
        (await owner.GetAsync("/api/v1/tags?sort=createdAt")).Data.Select(t => (string?)t["name"]).Last().ShouldBe("Steel");
        (await owner.GetAsync("/api/v1/tags?sort=color")).ShouldFail(400, "request.invalid");
        (await (await host.SignUpAsync()).Owner.GetAsync("/api/v1/tags")).Data.ShouldBeEmpty();
    }
}
