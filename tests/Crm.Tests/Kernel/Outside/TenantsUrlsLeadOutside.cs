using System.Net;
using System.Net.Sockets;
using System.Text;
using Crm.Host.Configuration;
using Crm.Kernel.Outside;
using Crm.Tests.Operations;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Outside;

/// <summary>A server on loopback that counts who gets through to it, and every way that was ever tried to reach one.</summary>
public sealed class TenantsUrlsLeadOutside : IAsyncDisposable
{
    private readonly TcpListener server = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task serving;
    private string answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
    private int reached;

    public TenantsUrlsLeadOutside()
    {
        server.Start();
        serving = ServeAsync();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private int Port => ((IPEndPoint)server.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        server.Stop();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("0177.0.0.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("0x7f000001")]
    [InlineData("localhost")]
    [InlineData("LOCALHOST")]
    [InlineData("0.0.0.0")]
    [InlineData("0")]
    [InlineData("[::1]")]
    [InlineData("[::]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[::ffff:7f00:1]")]
    [InlineData("[::ffff:10.0.0.1]")]
    [InlineData("169.254.169.254")]
    [InlineData("user@127.0.0.1")]
    public async Task No_spelling_of_an_inner_address_gets_through(string host)
    {
        var failure = await Should.ThrowAsync<HttpRequestException>(() => Client().GetAsync($"http://{host}:{Port}/", Ct));
        OutsideRegistration.WasRefused(failure).ShouldBeTrue(failure.ToString());
        OutsideRegistration.IsTheirs(failure, Ct).ShouldBeTrue();
        reached.ShouldBe(0);
    }

    [Theory]
    [InlineData("localhost.")]
    [InlineData("１２７.0.0.1")]
    public async Task Nor_does_what_name_servers_may_read_as_one(string host)
    {
        await Should.ThrowAsync<HttpRequestException>(() => Client().GetAsync($"http://{host}:{Port}/", Ct));
        reached.ShouldBe(0);
    }

    [Fact]
    public async Task A_name_that_resolves_inwards_is_refused_each_time_it_is_connected_to()
    {
        var turns = 0;
        var lying = Client(resolve: (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(turns++ == 0 ? "10.0.0.1" : "127.0.0.1")]));
        for (var i = 0; i < 3; i++) OutsideRegistration.WasRefused(await Should.ThrowAsync<HttpRequestException>(() => lying.GetAsync($"http://rebinding.example:{Port}/", Ct))).ShouldBeTrue();
        turns.ShouldBeGreaterThan(2);
        reached.ShouldBe(0);
    }

    [Fact]
    public async Task Of_several_addresses_only_public_ones_are_tried()
    {
        var mixed = Client(resolve: (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("192.168.0.1"), IPAddress.Loopback, IPAddress.IPv6Loopback]));
        OutsideRegistration.WasRefused(await Should.ThrowAsync<HttpRequestException>(() => mixed.GetAsync($"http://mixed.example:{Port}/", Ct))).ShouldBeTrue();
        reached.ShouldBe(0);
    }

    [Fact]
    public async Task What_the_operator_allows_gets_through_and_nothing_beside_it()
    {
        (await Client($"localhost:{Port}").GetStringAsync($"http://localhost:{Port}/", Ct)).ShouldBe("ok");
        (await Client("127.0.0.0/8").GetStringAsync($"http://127.0.0.1:{Port}/", Ct)).ShouldBe("ok");
        await Should.ThrowAsync<HttpRequestException>(() => Client($"localhost:{Port}").GetAsync($"http://127.0.0.1:{Port}/", Ct));
        await Should.ThrowAsync<HttpRequestException>(() => Client($"localhost:{Port - 1}").GetAsync($"http://localhost:{Port}/", Ct));
        await Should.ThrowAsync<HttpRequestException>(() => Client("10.0.0.0/8").GetAsync($"http://127.0.0.1:{Port}/", Ct));
        reached.ShouldBe(2);
    }

    [Fact]
    public async Task A_redirect_is_an_answer_and_not_followed()
    {
        answer = "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        (await Client("127.0.0.1").GetAsync($"http://127.0.0.1:{Port}/", Ct)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_off()
    {
        answer = $"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{new string('x', 1 << 21)}";
        var failure = await Should.ThrowAsync<HttpRequestException>(() => Client("127.0.0.1").GetAsync($"http://127.0.0.1:{Port}/", Ct));
        failure.HttpRequestError.ShouldBe(HttpRequestError.ConfigurationLimitExceeded);
    }

    [Fact]
    public void A_proxy_of_the_environment_is_no_way_round()
    {
        using var handler = OutsideRegistration.Guarded(new(SettingsAreChecked.Read(), Dns.GetHostAddressesAsync));
        (handler.UseProxy, handler.UseCookies, handler.AllowAutoRedirect).ShouldBe((false, false, false));
    }

    private static HttpClient Client(string? allow = null, HostResolution? resolve = null)
    {
        var services = new ServiceCollection().AddLogging().AddOutside().AddSingleton(SettingsAreChecked.Read() with { OutboundAllow = allow is null ? [] : Values.Outbound(allow) });
        if (resolve is not null) services.AddSingleton(resolve);
        return services.BuildServiceProvider().GetRequiredService<IHttpClientFactory>().CreateClient(OutsideRegistration.Client);
    }

    private async Task ServeAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            using var caller = await server.AcceptTcpClientAsync(stop.Token);
            Interlocked.Increment(ref reached);
            _ = await caller.GetStream().ReadAsync(new byte[4096], stop.Token);
            try
            {
                await caller.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), stop.Token);
            }
            catch (IOException e)
            {
                TestContext.Current.TestOutputHelper?.WriteLine(e.Message); // who was cut off
            }
        }
    }
}
