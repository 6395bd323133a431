using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity;

/// <summary>Neither bytes nor time tell who has an account. Both sides are mixed, so that what else the machine does meets both; of our own tests none runs meanwhile.</summary>
[Collection("Timing")]
public sealed partial class EnumerationTests(CrmHost host, OwnCompany own) : IClassFixture<OwnCompany>, IDisposable
{
    private const int Runs = 50;
    private const int Tries = 5;
    private static int count;
    private readonly HttpClient client = host.Client();

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task Logging_in()
    {
        var known = (await own.Company.JoinAsync("member")).Email;
        await ShouldBeAlikeAsync(known, email => client.LogInAsync(email, "not the password"));
    }

    [Fact]
    public async Task Asking_for_a_new_password()
    {
        var known = (await own.Company.JoinAsync("member")).Email;
        await ShouldBeAlikeAsync(known, email => client.PostAsync("/api/v1/auth/password-resets", new { email }), runs: 4 * Runs);
    }

    [Fact]
    public async Task Signing_a_company_up()
    {
        var known = (await own.Company.JoinAsync("member")).Email;
        await ShouldBeAlikeAsync(known, email =>
        {
            var slug = $"e{Guid.CreateVersion7().ToString("n")[^12..]}";
            return client.PostAsync("/api/v1/signups", new { organization = "Same Name", slug, fullName = "Eve Enumerator", email, password = Company.Password });
        });
    }

    [Fact]
    public async Task Inviting_somebody()
    {
        var known = (await (await host.SignUpAsync()).JoinAsync("member")).Email;
        // An address is invited once, and thrice an hour: the invitation is forgotten, untimed, before the address has its turn again.
        await using var control = await host.AdministratorAsync();
        await ShouldBeAlikeAsync(known, email => client.PostAsync("/api/v1/invitations", new { email, role = "member" }, own.Company.Owner.AccessToken),
            answer => control.ExecuteAsync("delete from identity.invitations where id = @id", new { id = Guid.Parse(answer.Message.Headers.Location!.ToString().Split('/')[^1]) }));
    }

    [Fact]
    public async Task Using_a_link_that_does_not_work()
    {
        foreach (var path in (string[])["public/invitations/inspection", "public/invitations/acceptance", "public/email-changes/confirmation", "public/email-changes/undo"])
        {
            var texts = new List<string>();
            foreach (var token in (string[])["nonsense", Crm.Identity.Tokens.OpaqueToken.New()]) texts.Add(Plain((await client.PostAsync($"/api/v1/{path}", new { token })).Text));
            texts.Distinct().Count().ShouldBe(1, path);
        }
    }

    /// <param name="known">An address with an account.</param>
    /// <param name="after">What makes the act possible again.</param>
    /// <param name="runs">More of what is so quick that the machine's other work shows.</param>
    private static async Task ShouldBeAlikeAsync(string known, Func<string, Task<Answer>> act, Func<Answer, Task>? after = null, int runs = Runs)
    {
        var (theirs, strangers, ratios, random) = (new List<double>(), new List<double>(), new List<double>(), new Random(1));
        var (status, text, _) = await TimeAsync(known, act, after);
        do
        {
            for (var i = 0; i < 2 * runs; i++)
            {
                // Drawn, not in turn: what a request leaves to do afterwards meets the next few, which shall be as often the one as the other.
                var mine = random.Next(2) == 0;
                var answer = await TimeAsync(mine ? known : Stranger(), act, after);
                (answer.Status, answer.Text).ShouldBe((status, text));
                (mine ? theirs : strangers).Add(answer.Time);
            }
            // Of all tries so far: a difference that is there stays, one by chance does not.
            ratios.Add(Median(theirs) / Median(strangers));
        }
        while (ratios[^1] is < 0.9 or > 1.1 && ratios.Count < Tries);
        ratios[^1].ShouldBeInRange(0.9, 1.1, $"medians of {theirs.Count} runs, known by unknown: {string.Join(", ", ratios.Select(r => r.ToString("0.00")))}");
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private static async Task<(HttpStatusCode Status, string Text, double Time)> TimeAsync(string email, Func<string, Task<Answer>> act, Func<Answer, Task>? after)
    {
        var watch = Stopwatch.StartNew();
        var answer = await act(email);
        var time = watch.Elapsed.TotalMilliseconds;
        if (after is not null) await after(answer);
        return (answer.Status, Plain(answer.Text), time);
    }

    private static string Stranger() => $"stranger-{Interlocked.Increment(ref count)}-{Guid.CreateVersion7():n}@nowhere.example";

    /// <summary>Without what differs from one answer to the next whoever asks: ids, moments, and what the request itself said.</summary>
    private static string Plain(string text) => Own().Replace(text, "\"$1\":\"…\"");

    [GeneratedRegex("\"(traceId|id|slug|email|createdAt|sentAt|expiresAt)\":\"[^\"]*\"")]
    private static partial Regex Own();
}

/// <summary>Tests that take the time of things, which others would spoil.</summary>
[CollectionDefinition("Timing", DisableParallelization = true)]
public sealed class OneAtATime;
