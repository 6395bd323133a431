using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Architecture;

public class SourcesKeepTheRules
{
    public static TheoryData<string> Rules { get; } = [.. SourceRules.All.Select(rule => rule.Name)];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Our_sources_keep_it(string name) => SourceFile.All.SelectMany(Rule(name).Judge).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_bad_sample_breaks_it(string name) => Rule(name).Judge(Rule(name).Bad).ShouldNotBeEmpty();

    [Theory]
    [MemberData(nameof(Rules))]
    public void It_concerns_somebody(string name) => SourceFile.All.Where(Rule(name).Concerns).ShouldNotBeEmpty();

    [Fact]
    public void Files_are_short()
    {
        var lengths = SourceFile.All.Where(f => f.IsProduct).Select(f => f.Lines).Order().ToList();
        lengths.Count.ShouldBeGreaterThan(200);
        lengths[lengths.Count / 2].ShouldBeLessThanOrEqualTo(45);
        lengths[lengths.Count * 95 / 100].ShouldBeLessThan(120);
    }

    [Fact]
    public void Comments_are_few()
    {
        var lines = SourceFile.All.Where(f => f.IsProduct).SelectMany(f => f.Text.Split('\n')).Select(line => line.Trim()).Where(line => line.Length > 0).ToList();
        var comments = lines.Count(line => line.StartsWith("//", StringComparison.Ordinal) && !line.StartsWith("///", StringComparison.Ordinal));
        (100.0 * comments / lines.Count).ShouldBeLessThan(3);
    }

    [Fact]
    public void A_decision_has_at_most_20_lines_and_the_readme_at_most_120()
    {
        var decisions = Repository.Files("docs/decisions", "*.md");
        decisions.ShouldNotBeEmpty();
        decisions.Where(path => Lines(path) > 20).ShouldBeEmpty();
        Lines("README.md").ShouldBeInRange(1, 120);
    }

    private static SourceRule Rule(string name) => SourceRules.All.Single(rule => rule.Name == name);

    private static int Lines(string path) => File.ReadLines(Repository.Path(path)).Count();
}
