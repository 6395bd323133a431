using Crm.Kernel.Search;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Search;

/// <summary>Words with one error between them, and how an index comes to know.</summary>
public sealed class OneEditTests
{
    [Theory]
    [InlineData("miller", "miler")]
    [InlineData("miller", "millter")]
    [InlineData("miller", "muller")]
    [InlineData("miller", "imller")]
    [InlineData("miller", "millre")]
    [InlineData("miller", "mille")]
    public void One_error_is_seen_from_both_sides_and_leaves_a_trace_in_common(string a, string b)
    {
        (OneEdit.Between(a, b), OneEdit.Between(b, a)).ShouldBe((true, true));
        OneEdit.TracesOf(a).Append(a).Intersect(OneEdit.TracesOf(b).Append(b)).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("miller", "miller")]
    [InlineData("miller", "mller1x")]
    [InlineData("miller", "milelxr")]
    [InlineData("miller", "mi")]
    [InlineData("abcd", "badc")]
    public void None_or_two_are_not(string a, string b) => (OneEdit.Between(a, b), OneEdit.Between(b, a)).ShouldBe((false, false));
}
