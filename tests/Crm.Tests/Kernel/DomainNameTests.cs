using Crm.Kernel.Values;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel;

public class DomainNameTests
{
    [Theory]
    [InlineData("acme.example", "acme.example")]
    [InlineData(" ACME.Example. ", "acme.example")]
    [InlineData("https://www.acme.example/about?x=1#y", "acme.example")]
    [InlineData("http://acme.example:8080", "acme.example")]
    [InlineData("acme.example/path:1", "acme.example")]
    [InlineData("www.acme.example", "acme.example")]
    [InlineData("www.example", "www.example")]
    [InlineData("shop.acme.example", "shop.acme.example")]
    [InlineData("BÜCHER.example", "xn--bcher-kva.example")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("xn--bcher-kva.example", "xn--bcher-kva.example")]
    public void What_people_write_becomes_a_domain(string written, string domain) => DomainName.OfAddress(written).ShouldBe(domain);

    [Theory]
    [InlineData("")]
    [InlineData("acme")]
    [InlineData("https://")]
    [InlineData("ada@acme.example")]
    [InlineData("203.0.113.7")]
    [InlineData("[2001:db8::1]:80")]
    [InlineData("acme .example")]
    [InlineData("acme..example")]
    [InlineData("-acme.example")]
    [InlineData("a\0b.example")]
    [InlineData("a_b.example")]
    public void What_is_none_is_none(string written) => DomainName.OfAddress(written).ShouldBeNull();

    [Fact]
    public void Whatever_comes_out_stays_as_it_is() => DomainName.OfAddress(DomainName.OfAddress("https://WWW.Bücher.example/")!).ShouldBe("xn--bcher-kva.example");
}
