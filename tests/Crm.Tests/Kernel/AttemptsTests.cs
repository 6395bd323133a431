using System.Net;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using Crm.Tests.Operations;
using Crm.Tests.Support;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel;

public sealed class AttemptsTests : IDisposable
{
    private const int Most = 6;
    private readonly FakeClock clock = new();
    private readonly Attempts attempts;

    public AttemptsTests() => attempts = new(SettingsAreChecked.Read() with { Limits = new() { PerAccount = Most } }, clock);

    public void Dispose() => attempts.Dispose();

    [Fact]
    public void What_one_network_tried_on_one_account_stands_in_nobody_elses_way()
    {
        for (var i = 0; i < Most; i++) Try("192.0.2.1", "Ada@Example.com");
        Should.Throw<ProblemException>(() => Try("192.0.2.1", " ada@example.com")).Type.ShouldBe(KernelProblems.TooManyRequests);
        Try("192.0.2.2", "ada@example.com");
        Try("192.0.2.1", "grace@example.com");
        Try("192.0.2.1", "ada@example.com", "code");
    }

    [Fact]
    public void The_window_slides()
    {
        for (var minute = 0; minute < Most; minute++)
        {
            Try();
            clock.Advance(TimeSpan.FromMinutes(2.5));
        }
        Try(); // the first one has just left the window of a quarter of an hour
        Should.Throw<ProblemException>(() => Try()).RetryAfter.ShouldBe(150);
        clock.Advance(TimeSpan.FromSeconds(150));
        Try();
        Should.Throw<ProblemException>(() => Try());
        clock.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < Most; i++) Try();
    }

    [Fact]
    public void No_window_of_its_length_holds_more_than_the_limit()
    {
        var (dice, admitted) = (new Random(7), new List<DateTimeOffset>());
        for (var i = 0; i < 2000; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(dice.Next(0, 200)));
            try
            {
                Try();
                admitted.Add(clock.GetUtcNow());
            }
            catch (ProblemException refused)
            {
                refused.RetryAfter!.Value.ShouldBeInRange(1, 15 * 60);
            }
        }
        // Steps are a sixth of the window wide.
        foreach (var moment in admitted) admitted.Count(other => other >= moment && other < moment + TimeSpan.FromMinutes(12.5)).ShouldBeLessThanOrEqualTo(Most);
        admitted.Count.ShouldBeGreaterThan(500);
    }

    private void Try(string address = "192.0.2.1", string subject = "ada@example.com", string act = "login")
    {
        var http = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };
        attempts.Admit(http, act, subject);
        attempts.Count(http, act, subject);
    }
}
