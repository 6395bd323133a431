using Crm.Identity;
using Crm.Identity.Passwords;
using Crm.Kernel.Problems;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity;

public sealed class PasswordHasherTests : IDisposable
{
    private const string Password = "correct horse battery";
    private readonly PasswordHasher hasher = new(iterations: 1000);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => hasher.Dispose();

    [Fact]
    public async Task A_password_fits_its_own_hash_only()
    {
        var hash = await hasher.HashAsync(Password, Ct);
        (await hasher.VerifyAsync(hash, Password, Ct)).ShouldBeTrue();
        (await hasher.VerifyAsync(hash, Password + " ", Ct)).ShouldBeFalse();
        (await hasher.VerifyAsync(hash, Password.ToUpperInvariant(), Ct)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_hash_is_salted_and_says_how_it_was_made()
    {
        var hash = await hasher.HashAsync(Password, Ct);
        hash.ShouldStartWith("$pbkdf2-sha512$i=1000$");
        hash.ShouldNotBe(await hasher.HashAsync(Password, Ct));
    }

    [Fact]
    public async Task Nobody_has_no_password() => (await hasher.VerifyAsync(null, Password, Ct)).ShouldBeFalse();

    [Fact]
    public async Task A_hash_of_lower_cost_still_fits_and_is_outdated()
    {
        using var stronger = new PasswordHasher(iterations: 2000);
        var hash = await hasher.HashAsync(Password, Ct);
        (await stronger.VerifyAsync(hash, Password, Ct)).ShouldBeTrue();
        stronger.IsOutdated(hash).ShouldBeTrue();
        hasher.IsOutdated(hash).ShouldBeFalse();
    }

    [Fact]
    public void The_cost_is_what_ASVS_asks_for() => PasswordHasher.Iterations.ShouldBeGreaterThanOrEqualTo(210_000);

    [Fact]
    public async Task A_flood_is_turned_away_and_not_queued_without_end()
    {
        using var slow = new PasswordHasher(iterations: 200_000);
        var all = Enumerable.Range(0, 100 * Environment.ProcessorCount).Select(_ => Task.Run(() => slow.VerifyAsync(null, Password, Ct))).ToList();
        var refused = await Should.ThrowAsync<ProblemException>(async () =>
        {
            while (all.Count > 0)
            {
                var first = await Task.WhenAny(all);
                all.Remove(first);
                await first;
            }
        });
        refused.Type.ShouldBe(IdentityProblems.Busy);
        refused.RetryAfter.ShouldNotBeNull();
    }
}
