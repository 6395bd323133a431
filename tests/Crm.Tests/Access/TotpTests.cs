using System.Text;
using Crm.Identity.Mfa;
using Shouldly;
using Xunit;

namespace Crm.Tests.Access;

public class TotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    /// <summary>RFC 6238, appendix B, SHA-1.</summary>
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    public void Codes_are_those_of_the_standard(long seconds, string code) =>
        Totp.Code(Secret, Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds)), digits: 8).ShouldBe(code);

    [Fact]
    public void Secrets_are_written_as_apps_read_them() => Totp.ToBase32(Secret).ShouldBe("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");

    [Theory]
    [InlineData(-31, true)]
    [InlineData(0, true)]
    [InlineData(31, true)]
    [InlineData(-91, false)]
    [InlineData(91, false)]
    public void A_clock_may_differ_by_one_step(int seconds, bool matches)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_025);
        Totp.Match(Secret, Totp.Code(Secret, Totp.StepAt(now.AddSeconds(seconds))), now).HasValue.ShouldBe(matches);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("not a code at all")]
    [InlineData("１２３４５６")]
    public void What_is_no_code_matches_nothing(string code) => Totp.Match(Secret, code, DateTimeOffset.UnixEpoch).ShouldBeNull();
}
