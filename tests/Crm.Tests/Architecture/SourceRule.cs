using System.Text.RegularExpressions;

namespace Crm.Tests.Architecture;

/// <summary>Something no file may do, and a file that does it, so that the rule is known to bite.</summary>
/// <param name="Name">The rule in words: what a red test says.</param>
/// <param name="Concerns">The files it is about.</param>
/// <param name="Offences">What breaks it in one of them.</param>
/// <param name="Bad">A file that breaks it.</param>
internal sealed record SourceRule(string Name, Func<SourceFile, bool> Concerns, Func<SourceFile, IEnumerable<string>> Offences, SourceFile Bad)
{
    /// <summary>What this rule finds wrong with the file.</summary>
    public IReadOnlyList<string> Judge(SourceFile file) => Concerns(file) ? [.. Offences(file).Select(offence => $"{file.Path}: {Name}: {offence.Trim()}")] : [];

    /// <summary>A rule that forbids whatever the pattern matches outside comments.</summary>
    public static SourceRule Never(string name, Func<SourceFile, bool> concerns, string pattern, string path, string bad) =>
        new(name, concerns, file => Regex.Matches(file.Code, pattern, RegexOptions.Multiline).Select(match => match.Value), new(path, bad));

    public override string ToString() => Name;
}
