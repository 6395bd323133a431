using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Crm.Benchmarks.Servers;

/// <summary>A company that signed up through the API as anybody would, and its owner's token.</summary>
internal sealed partial class Company : IDisposable
{
    private const string Password = "correct horse battery staple";

    private readonly HttpClient http;
    private readonly string email, slug;
    private readonly string id;

    private Company(HttpClient http, string slug, string email, string id) => (this.http, this.slug, this.email, this.id) = (http, slug, email, id);

    public HttpClient Http => http;
    public AuthenticationHeaderValue Token => http.DefaultRequestHeaders.Authorization!;

    /// <summary>From the sending of the verification to the answer that the company is ready.</summary>
    public TimeSpan ReadyAfter { get; private set; }

    public string Database(Cluster cluster) => $"{cluster.Prefix}_t_{id}";

    public static async Task<Company> SignUpAsync(Product product, RunningProgram host, CancellationToken ct)
    {
        var http = new HttpClient { BaseAddress = host.Url };
        var slug = "c" + Guid.CreateVersion7().ToString("n")[^12..];
        var email = $"owner@{slug}.example";
        using var signup = await http.PostAsJsonAsync("/api/v1/signups", new { organization = slug, slug, fullName = "Olga Owner", email, password = Password }, ct);
        signup.EnsureSuccessStatusCode();
        var (location, token) = (signup.Headers.Location!, await TokenAsync(product.Local, email, ct));

        var started = Stopwatch.GetTimestamp();
        using var verified = await http.PostAsJsonAsync($"{location}/verification", new { token }, ct);
        verified.EnsureSuccessStatusCode();
        while (true)
        {
            var progress = (await http.GetFromJsonAsync<JsonObject>(location, ct))!;
            var elapsed = Stopwatch.GetElapsedTime(started);
            if ((string?)progress["status"] == "ready")
            {
                var company = new Company(http, slug, email, ((Guid)progress["tenant"]!["id"]!).ToString("n")) { ReadyAfter = elapsed };
                await company.LogInAsync(ct);
                return company;
            }
            if (elapsed > TimeSpan.FromMinutes(1)) throw new InvalidOperationException($"The signup is not ready: {progress.ToJsonString()}");
            await Task.Delay(10, ct);
        }
    }

    /// <summary>Once for each case, because a token lives ten minutes.</summary>
    public async Task LogInAsync(CancellationToken ct)
    {
        var login = await LogInAtAsync(http, ct);
        http.DefaultRequestHeaders.Authorization = new("Bearer", (string)login["accessToken"]!);
    }

    /// <summary>At any node; answers what the node does.</summary>
    public async Task<JsonObject> LogInAtAsync(HttpClient node, CancellationToken ct)
    {
        using var login = await node.PostAsJsonAsync("/api/v1/auth/login", new { email, password = Password, tenant = slug }, ct);
        login.EnsureSuccessStatusCode();
        return (await login.Content.ReadFromJsonAsync<JsonObject>(ct))!;
    }

    public HttpRequestMessage Request(HttpMethod method, string path) => new(method, new Uri(http.BaseAddress!, path)) { Headers = { Authorization = Token } };

    public void Dispose() => http.Dispose();

    private static async Task<string> TokenAsync(string local, string email, CancellationToken ct)
    {
        var folder = Directory.CreateDirectory(Path.Combine(local, "mail")).FullName;
        for (var attempt = 0; attempt < 500; attempt++)
        {
            if (Directory.EnumerateFiles(folder, $"*{email}*.eml").FirstOrDefault() is { } mail) return Link().Match(await File.ReadAllTextAsync(mail, ct)).Groups[1].Value;
            await Task.Delay(20, ct);
        }
        throw new InvalidOperationException($"No mail to {email} in {folder}.");
    }

    [GeneratedRegex("token=([A-Za-z0-9_-]+)")]
    private static partial Regex Link();
}
