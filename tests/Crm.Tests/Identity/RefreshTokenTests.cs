using Crm.Identity.Sessions;
using Crm.Identity.Tokens;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity;

public class RefreshTokenTests
{
    private readonly FakeClock clock = new();

    [Fact]
    public void An_heir_can_be_read_again_with_its_parent_only()
    {
        var (parent, heirId) = (OpaqueToken.New(), Guid.CreateVersion7());
        var (heir, box) = RefreshToken.Bequeath(parent, heirId);
        var used = new RefreshToken { HeirId = heirId, SealedHeir = box };
        used.Heir(parent).ShouldBe(heir);
        used.Heir(OpaqueToken.New()).ShouldNotBe(heir);
    }

    [Fact]
    public void A_direct_parent_may_come_again_within_ten_seconds()
    {
        var used = new RefreshToken { UsedAt = clock.GetUtcNow(), HeirId = Guid.CreateVersion7(), SealedHeir = [1] };
        clock.Advance(TimeSpan.FromSeconds(10));
        used.MayComeAgain(clock.GetUtcNow()).ShouldBeTrue();
        clock.Advance(TimeSpan.FromSeconds(0.1));
        used.MayComeAgain(clock.GetUtcNow()).ShouldBeFalse();
    }

    [Fact]
    public void A_grandparent_may_not() =>
        new RefreshToken { UsedAt = clock.GetUtcNow(), HeirId = Guid.CreateVersion7() }.MayComeAgain(clock.GetUtcNow()).ShouldBeFalse();

    [Fact]
    public void A_session_ends_after_a_fortnight_of_rest_or_sixty_days()
    {
        var session = new LoginSession { LastUsedAt = clock.GetUtcNow(), ExpiresAt = clock.GetUtcNow() + LoginSession.Longest };
        session.IsAlive(clock.GetUtcNow().AddDays(13.9)).ShouldBeTrue();
        session.IsAlive(clock.GetUtcNow().AddDays(14)).ShouldBeFalse();
        (session with { LastUsedAt = clock.GetUtcNow().AddDays(59) }).IsAlive(clock.GetUtcNow().AddDays(60)).ShouldBeFalse();
        (session with { RevokedAt = clock.GetUtcNow() }).IsAlive(clock.GetUtcNow()).ShouldBeFalse();
    }
}
