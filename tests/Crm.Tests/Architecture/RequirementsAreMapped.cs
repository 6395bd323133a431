using System.Text.RegularExpressions;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Architecture;

/// <summary>docs/asvs.md names only tests that there are, and leaves no requirement of the chapters about identity out.</summary>
public sealed partial class RequirementsAreMapped
{
    /// <summary>How many requirements of levels 1 and 2 each section of ASVS 5.0.0 has.</summary>
    private const string Sections =
        "6.1 3 6.2 12 6.3 4 6.4 4 6.5 5 6.6 3 6.8 4 7.1 3 7.2 4 7.3 2 7.4 5 7.5 2 7.6 2 8.1 2 8.2 3 8.3 1 8.4 1 9.1 3 9.2 4";

    private static readonly List<(string Id, string Level, string Proof)> rows =
        [.. Row().Matches(File.ReadAllText(Repository.Path("docs/asvs.md"))).Select(row => (row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value))];

    [Fact]
    public void Every_test_that_is_named_is_there()
    {
        var known = typeof(RequirementsAreMapped).Assembly.GetTypes().Select(type => type.Name).ToHashSet();
        rows.SelectMany(row => Name().Matches(row.Proof).Select(name => name.Groups[1].Value)).Distinct().Where(name => !known.Contains(name)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_requirement_has_a_test_or_a_reason()
    {
        rows.Select(row => row.Id).ShouldBeUnique();
        rows.Where(row => !Name().IsMatch(row.Proof) && !row.Proof.StartsWith("Excluded: ", StringComparison.Ordinal)).ShouldBeEmpty();
        foreach (var section in Sections.Split(' ').Chunk(2))
            rows.Count(row => row.Id.StartsWith($"V{section[0]}.", StringComparison.Ordinal) && row.Level != "3").ShouldBe(int.Parse(section[1]), section[0]);
    }

    [GeneratedRegex(@"^\| (V[0-9.]+) \| ([123]) \| [^|]+ \| ([^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([A-Z][A-Za-z]+)`")]
    private static partial Regex Name();
}
