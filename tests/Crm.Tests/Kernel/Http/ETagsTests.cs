using Crm.Kernel.Http;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Http;

public class ETagsTests
{
    [Theory]
    [InlineData("\"3\"", true)]
    [InlineData("W/\"3\"", true)]
    [InlineData("\"2\", \"3\"", true)]
    [InlineData("*", true)]
    [InlineData("\"2\"", false)]
    [InlineData("3", false)]
    [InlineData("", false)]
    public void If_None_Match_compares_weakly(string header, bool known)
    {
        var http = new DefaultHttpContext();
        if (header.Length > 0) http.Request.Headers.IfNoneMatch = header;
        ETags.IsKnown(http.Request, ETags.Of(3)).ShouldBe(known);
    }
}
