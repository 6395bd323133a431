using System.Net;
using System.Net.Http.Json;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Nodes;

[Collection("Nodes")]
public sealed class RevocationOnAllNodes(Installation installation)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    private const string Password = "correct horse battery staple";

    [Fact]
    public async Task Who_logs_out_on_one_node_is_out_on_the_other_and_a_new_password_ends_all_sessions_but_its_own()
    {
        var nodes = await installation.NodesAsync(2);
        var founder = new Founder(installation, Founder.NewSlug());
        using var first = await founder.EnterAsync(nodes[0]);
        using var there = Founder.On(nodes[1], first);
        (await ReadAsync(there)).ShouldBe(HttpStatusCode.OK);
        (await first.PostAsJsonAsync("/api/v1/auth/logout", new { })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ReadAsync(first)).ShouldBe(HttpStatusCode.Unauthorized);
        await Eventually.EqualsAsync(HttpStatusCode.Unauthorized, () => ReadAsync(there), Soon, "reading after logging out elsewhere");

        using var one = await founder.LogInAsync(nodes[0]);
        using var other = await founder.LogInAsync(nodes[1]);
        (await one.PutAsJsonAsync("/api/v1/me/password", new { currentPassword = Password, newPassword = "a wholly new passphrase" })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await Eventually.EqualsAsync(HttpStatusCode.Unauthorized, () => ReadAsync(other), Soon, "reading with a session that the new password ended");
        using var elsewhere = Founder.On(nodes[1], one);
        (await ReadAsync(elsewhere)).ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<HttpStatusCode> ReadAsync(HttpClient client) => (await client.GetAsync("/api/v1/me")).StatusCode;
}
