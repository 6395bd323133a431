using System.Net;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Following;

/// <summary>Members follow contacts and companies.</summary>
public sealed class FollowingTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    private Person Owner => own.Company.Owner;

    [Theory]
    [InlineData("contacts")]
    [InlineData("companies")]
    public async Task Who_follows_is_listed_and_filters_find_what_is_followed(string kind)
    {
        var (mine, theirs) = (await NewAsync(kind), await NewAsync(kind));
        var colleague = await own.Company.JoinAsync("member");
        var followed = (await Owner.PutAsync($"{mine.Location}/followers/me", new { })).ShouldBe(HttpStatusCode.OK);
        (await Owner.PutAsync($"{mine.Location}/followers/{Owner.AccountId}", new { })).ShouldBe(HttpStatusCode.OK).Text("since").ShouldBe(followed.Text("since"));
        (await Owner.PutAsync($"{theirs.Location}/followers/{colleague.AccountId}", new { })).ShouldBe(HttpStatusCode.OK);
        (await Owner.GetAsync($"{mine.Location}/followers")).ShouldBe(HttpStatusCode.OK).Data.Select(f => (Guid)f["accountId"]!).ShouldBe([Owner.AccountId]);

        (await IdsAsync(Owner, $"/api/v1/{kind}?following=me")).Where(id => id == mine.Id || id == theirs.Id).ShouldBe([mine.Id]);
        (await IdsAsync(Owner, $"/api/v1/{kind}?following={colleague.AccountId}")).ShouldBe([theirs.Id]);
        async Task<IEnumerable<Guid>> MeetAsync(Person who, object filter) =>
            (await who.PostAsync($"/api/v1/{kind}/query", new { filter = new { and = new[] { filter, new { field = "id", op = "in", value = new[] { mine.Id, theirs.Id } } } }, sort = new[] { new { field = "createdAt" } } })).ShouldBe(HttpStatusCode.OK).Data.Select(c => (Guid)c["id"]!);
        (await MeetAsync(Owner, new { field = "followerIds", op = "eq", value = "me" })).ShouldBe([mine.Id]);
        (await MeetAsync(colleague, new { field = "followerIds", op = "anyOf", value = new[] { "me" } })).ShouldBe([theirs.Id]);
        (await MeetAsync(Owner, new { field = "followerIds", op = "noneOf", value = new[] { "me" } })).ShouldBe([theirs.Id]);
        (await MeetAsync(Owner, new { field = "followerIds", op = "notNull" })).ShouldBe([mine.Id, theirs.Id]);

        (await Owner.DeleteAsync($"{mine.Location}/followers/me")).ShouldBe(HttpStatusCode.NoContent);
        (await Owner.DeleteAsync($"{mine.Location}/followers/me")).ShouldFail(404, "request.notFound");
        (await IdsAsync(Owner, $"/api/v1/{kind}?following=me")).ShouldNotContain(mine.Id);
    }

    [Fact]
    public async Task Readers_follow_themselves_only_and_nobody_follows_what_they_do_not_see()
    {
        var contact = await NewAsync("contacts");
        var reader = await own.Company.JoinAsync("readOnly");
        (await reader.PutAsync($"{contact.Location}/followers/me", new { })).ShouldBe(HttpStatusCode.OK);
        (await reader.PutAsync($"{contact.Location}/followers/{Owner.AccountId}", new { })).ShouldFail(403, "access.recordReadOnly");
        (await Owner.DeleteAsync($"{contact.Location}/followers/{reader.AccountId}")).ShouldBe(HttpStatusCode.NoContent);
        (await Owner.PutAsync($"{contact.Location}/followers/{Guid.CreateVersion7()}", new { })).ShouldFail(422, "access.ownerUnknown");
        (await Owner.PutAsync($"{contact.Location}/followers/somebody", new { })).ShouldFail(404, "request.notFound");
        var stranger = (await host.SignUpAsync()).Owner;
        (await stranger.PutAsync($"{contact.Location}/followers/me", new { })).ShouldFail(404, "request.notFound");
        (await stranger.GetAsync($"{contact.Location}/followers")).ShouldFail(404, "request.notFound");
        (await Owner.PutAsync($"{contact.Location}/followers/{stranger.AccountId}", new { })).ShouldFail(422, "access.ownerUnknown");
    }

    [Fact]
    public async Task There_are_two_hundred_at_most_and_those_who_left_make_room()
    {
        var contact = await NewAsync("contacts");
        var leaver = await own.Company.JoinAsync("member");
        (await leaver.PutAsync($"{contact.Location}/followers/me", new { })).ShouldBe(HttpStatusCode.OK);
        await using var tenant = await own.Company.Host.AdministratorAsync(own.Company.Database);
        // As many as can be, all of one who works here, by rows that no request could make.
        await tenant.ExecuteAsync("""
            insert into kernel.mt_doc_follow select (jsonb_populate_record(f, jsonb_build_object('id', n.id, 'account_id', @owner, 'data', f.data || jsonb_build_object('id', n.id, 'accountId', @owner)))).*
            from kernel.mt_doc_follow f, (select gen_random_uuid() as id from generate_series(1, 199)) n where f.record_id = @id and f.account_id = @leaver
            """, new { id = contact.Id, leaver = leaver.AccountId, owner = (await own.Company.JoinAsync("member")).AccountId });
        (await Owner.PutAsync($"{contact.Location}/followers/me", new { })).ShouldFail(409, "follower.tooMany");
        (await Owner.DeleteAsync($"/api/v1/members/{leaver.AccountId}")).Status.ShouldBeOneOf(HttpStatusCode.NoContent, HttpStatusCode.OK);
        await Eventually.EqualsAsync(HttpStatusCode.OK, async () => (await Owner.PutAsync($"{contact.Location}/followers/me", new { })).Status, TimeSpan.FromSeconds(20), "room");
        (await Owner.GetAsync($"{contact.Location}/followers")).Data.ShouldNotContain(f => (Guid)f["accountId"]! == leaver.AccountId);
    }

    [Fact]
    public async Task Followers_go_with_merges_and_back_and_the_same_moment_counts_once()
    {
        var (one, two) = (await NewAsync("contacts"), await NewAsync("contacts"));
        var colleague = await own.Company.JoinAsync("member");
        (await Owner.PutAsync($"{one.Location}/followers/me", new { })).ShouldBe(HttpStatusCode.OK);
        var both = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => colleague.PutAsync($"{two.Location}/followers/me", new { })));
        both.ShouldAllBe(a => a.Status == HttpStatusCode.OK);
        (await Owner.PutAsync($"{two.Location}/followers/me", new { })).ShouldBe(HttpStatusCode.OK);
        var merged = (await Owner.CallAsync(HttpMethod.Post, $"{one.Location}/merges", new { from = new[] { two.Id } }, "*")).ShouldBe(HttpStatusCode.OK);
        (await FollowersAsync(one)).ShouldBe([Owner.AccountId, colleague.AccountId], ignoreOrder: true);
        (await Owner.PostAsync($"{one.Location}/merges/{merged.Id}/reversal")).ShouldBe(HttpStatusCode.OK);
        (await FollowersAsync(one)).ShouldBe([Owner.AccountId]);
        (await FollowersAsync(two)).ShouldBe([Owner.AccountId, colleague.AccountId], ignoreOrder: true);
    }

    private async Task<IEnumerable<Guid>> FollowersAsync(Answer record) => (await Owner.GetAsync($"{record.Location}/followers")).ShouldBe(HttpStatusCode.OK).Data.Select(f => (Guid)f["accountId"]!);

    private static async Task<IEnumerable<Guid>> IdsAsync(Person who, string path) => (await who.GetAsync(path)).ShouldBe(HttpStatusCode.OK).Data.Select(c => (Guid)c["id"]!);

    private async Task<Answer> NewAsync(string kind) =>
        (await Owner.PostAsync($"/api/v1/{kind}", kind == "contacts" ? (object)new { lastName = $"F{Guid.CreateVersion7():n}" } : new { name = $"F{Guid.CreateVersion7():n}" })).ShouldBe(HttpStatusCode.Created);
}
