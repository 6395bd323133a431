using System.Net;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Companies;

/// <summary>Which company may stand above which.</summary>
public sealed class CompanyParentTests(OwnCompany own) : IClassFixture<OwnCompany>
{
    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task A_parent_is_a_live_company()
    {
        var (company, trashed) = (await NewAsync(null), await NewAsync(null));
        await Owner.DeleteAsync(At(trashed));
        foreach (var parentId in (Guid[])[Guid.CreateVersion7(), trashed])
        {
            (await Owner.PostAsync("/api/v1/companies", new { name = "Below", parentId })).ShouldFail(422, "company.parentUnknown", "/parentId");
            (await PutAsync(company, parentId)).ShouldFail(422, "company.parentUnknown", "/parentId");
        }
    }

    [Fact]
    public async Task A_parent_gone_since_may_stay()
    {
        var parent = await NewAsync(null);
        var company = await NewAsync(parent);
        await Owner.DeleteAsync(At(parent));
        (await Owner.PatchAsync(At(company), new { parentId = parent, industry = "Steel" })).ShouldBe(HttpStatusCode.OK).Text("parentId").ShouldBe(parent.ToString());
        (await Owner.PatchAsync(At(company), new Dictionary<string, object?> { ["parentId"] = null })).ShouldBe(HttpStatusCode.OK).Body["parentId"].ShouldBeNull();
    }

    [Fact]
    public async Task No_company_belongs_to_itself()
    {
        var (top, middle, bottom) = await ThreeAsync();
        foreach (var below in (Guid[])[top, middle, bottom]) (await PutAsync(top, below)).ShouldFail(409, "company.cycle", "/parentId");
        (await PutAsync(bottom, top)).ShouldBe(HttpStatusCode.OK);
        (await PutAsync(middle, bottom)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_trash_hides_no_loop()
    {
        var (top, middle, bottom) = await ThreeAsync();
        await Owner.DeleteAsync(At(middle));
        (await PutAsync(top, bottom)).ShouldFail(409, "company.cycle", "/parentId");
        (await Owner.PostAsync($"{At(middle)}/restoration")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Of_two_that_would_make_a_loop_together_one_fails()
    {
        for (var round = 0; round < 6; round++)
        {
            var (a, b) = (await NewAsync(null), await NewAsync(null));
            var answers = await Task.WhenAll(PutAsync(a, b), PutAsync(b, a));
            answers.Count(answer => answer.Status is HttpStatusCode.OK).ShouldBe(1);
            answers.Single(answer => answer.Status is not HttpStatusCode.OK).ShouldFail(409, "company.cycle", "/parentId");
        }
    }

    [Fact]
    public async Task Of_many_that_would_make_a_ring_together_one_fails()
    {
        var ring = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => NewAsync(null)));
        var answers = await Task.WhenAll(ring.Index().Select(one => PutAsync(one.Item, ring[(one.Index + 1) % ring.Length])));
        answers.Count(answer => answer.Status is HttpStatusCode.OK).ShouldBe(ring.Length - 1);
        answers.Single(answer => answer.Status is not HttpStatusCode.OK).ShouldFail(409, "company.cycle", "/parentId");
    }

    [Fact]
    public async Task There_are_twenty_levels()
    {
        var chain = new List<Guid> { await NewAsync(null) };
        while (chain.Count < 20) chain.Add(await NewAsync(chain[^1]));
        (await Owner.PostAsync("/api/v1/companies", new { name = "Too low", parentId = chain[^1] })).ShouldFail(409, "company.tooDeep", "/parentId");
        (await PutAsync(await NewAsync(null), chain[^1])).ShouldFail(409, "company.tooDeep", "/parentId");
        (await PutAsync(chain[0], await NewAsync(null))).ShouldFail(409, "company.tooDeep", "/parentId");
        (await PutAsync(chain[10], await NewAsync(null))).ShouldBe(HttpStatusCode.OK);
        (await Owner.GetAsync($"{At(chain[^1])}/hierarchy")).Body["ancestors"]!.AsArray().Count.ShouldBe(10);
    }

    private async Task<(Guid Top, Guid Middle, Guid Bottom)> ThreeAsync()
    {
        var top = await NewAsync(null);
        var middle = await NewAsync(top);
        return (top, middle, await NewAsync(middle));
    }

    private Task<Answer> PutAsync(Guid company, Guid parentId) => Owner.PatchAsync(At(company), new { parentId });

    private async Task<Guid> NewAsync(Guid? parentId) => (await Owner.PostAsync("/api/v1/companies", new { name = "Acme", parentId })).ShouldBe(HttpStatusCode.Created).Id;

    private static string At(Guid company) => $"/api/v1/companies/{company}";
}
