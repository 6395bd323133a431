using Crm.Identity.Accounts;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity;

public class LockoutTests
{
    private readonly FakeClock clock = new();

    [Fact]
    public void Four_failures_cost_nothing() => After(4).IsLocked(clock.GetUtcNow()).ShouldBeFalse();

    [Fact]
    public void From_the_fifth_on_the_wait_doubles_up_to_a_quarter_of_an_hour()
    {
        var account = After(4);
        foreach (var seconds in (int[])[1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
        {
            account = account.Failed(clock.GetUtcNow());
            account.LockedUntil.ShouldBe(clock.GetUtcNow().AddSeconds(seconds));
            clock.Advance(TimeSpan.FromSeconds(seconds));
            account.IsLocked(clock.GetUtcNow()).ShouldBeFalse();
        }
    }

    [Fact]
    public void Attempts_while_locked_do_not_prolong_the_lock()
    {
        var account = After(10);
        account.Failed(clock.GetUtcNow()).ShouldBe(account);
    }

    [Fact]
    public void Half_a_day_without_failure_forgets_them()
    {
        var account = After(10);
        clock.Advance(TimeSpan.FromHours(12.1));
        account.Failed(clock.GetUtcNow()).FailedLogins.ShouldBe(1);
    }

    [Fact]
    public void Thousands_of_failures_do_not_lock_for_good()
    {
        var account = After(4000);
        account.LockedUntil!.Value.ShouldBeLessThanOrEqualTo(clock.GetUtcNow().AddMinutes(15));
    }

    private Account After(int failures)
    {
        var account = new Account();
        for (var i = 0; i < failures; i++)
        {
            if (account.IsLocked(clock.GetUtcNow())) clock.Advance(account.LockedUntil!.Value - clock.GetUtcNow());
            account = account.Failed(clock.GetUtcNow());
        }
        return account;
    }
}
