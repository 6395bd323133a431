using System.Text.RegularExpressions;
using Crm.Tests.Support;

namespace Crm.Tests.Architecture;

/// <summary>A source file as the rules read it.</summary>
internal sealed partial record SourceFile(string Path, string Text)
{
    /// <summary>All but the one that quotes what is forbidden.</summary>
    public static IReadOnlyList<SourceFile> All { get; } =
    [
        .. Repository.Files("src", "*.cs").Concat(Repository.Files("tests", "*.cs")).Where(path => !path.EndsWith("/SourceRules.cs", StringComparison.Ordinal))
            .Select(path => new SourceFile(path, File.ReadAllText(Repository.Path(path)))),
    ];

    /// <summary>Without comments.</summary>
    public string Code { get; } = Comment().Replace(Text, "");

    public bool IsProduct => Path.StartsWith("src/", StringComparison.Ordinal);
    public bool IsSlice => IsProduct && SliceBase().IsMatch(Code);
    public int Lines => Text.AsSpan().TrimEnd().Count('\n') + 1;

    /// <summary>The module a file belongs to, if it is a room of the house.</summary>
    public string? Room => Path.Split('/') is ["src", "Modules", var name, _, ..] && name is not ("Kernel" or "Contracts") ? name : null;

    [GeneratedRegex(@"(?<![:""'\w])//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@":\s*Endpoint(WithoutRequest)?(<|\s|$)", RegexOptions.Multiline)]
    private static partial Regex SliceBase();
}
