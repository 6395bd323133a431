using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Changes;

[Collection("Nodes")]
public sealed class EventsCrossNodes(Installation installation)
{
    [Fact]
    public async Task What_is_written_on_one_node_is_told_on_the_other_and_a_stream_goes_on_there()
    {
        var nodes = await installation.NodesAsync(2);
        var founder = new Founder(installation, Founder.NewSlug());
        using var here = await founder.EnterAsync(nodes[0]);
        using var there = Founder.On(nodes[1], here);
        string last;
        await using (var stream = await EventStream.OpenAsync(there))
        {
            (await here.PostAsJsonAsync("/api/v1/contacts", new { firstName = "Ada" })).StatusCode.ShouldBe(HttpStatusCode.Created);
            var watch = Stopwatch.StartNew();
            (await stream.ChangeAsync())["object"]!.ToString().ShouldBe("contact");
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
            last = stream.Last;
        }
        (await there.PostAsJsonAsync("/api/v1/companies", new { name = "Acme" })).StatusCode.ShouldBe(HttpStatusCode.Created);
        await using var again = await EventStream.OpenAsync(here, last: last);
        (await again.ChangeAsync())["object"]!.ToString().ShouldBe("company");
    }
}
