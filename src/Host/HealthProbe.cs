using System.Net;

namespace Crm.Host;

/// <summary>Asks the node on this machine whether it is ready, for images that have neither shell nor curl.</summary>
internal static class HealthProbe
{
    public static async Task<int> RunAsync()
    {
        var listener = Settings.Read(new ConfigurationBuilder().AddEnvironmentVariables().Build(), offline: true).ManagementUrl;
        var everywhere = !IPAddress.TryParse(listener.DnsSafeHost, out var address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
        var ready = new UriBuilder(listener) { Host = everywhere ? "localhost" : listener.Host, Path = "/health/ready" }.Uri;
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(4) };
        try
        {
            using var answer = await client.GetAsync(ready);
            Console.WriteLine(await answer.Content.ReadAsStringAsync());
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception silent) when (silent is HttpRequestException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"{ready} does not answer: {silent.Message}");
            return 1;
        }
    }
}
