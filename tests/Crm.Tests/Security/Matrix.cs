using Crm.Tests.Support;

namespace Crm.Tests.Security;

/// <summary>Who may call what, as Matrix.txt declares it: a line per endpoint with its method, its path and the roles, or "anyone" for no token at all.</summary>
internal static class Matrix
{
    public const string Anyone = "anyone";
    public const string Operator = "operator";
    public const string File = "tests/Crm.Tests/Security/Matrix.txt";

    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Read(string text) => text
        .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Where(line => !line.StartsWith('#'))
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .ToDictionary(words => $"{words[0]} {words[1]}", IReadOnlyList<string> (words) => words[2..]);

    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Declared { get; } = Read(System.IO.File.ReadAllText(Repository.Path(File)));

    /// <summary>What is wrong with the matrix, in words that say what to do.</summary>
    public static IEnumerable<string> Differences(IReadOnlyDictionary<string, IReadOnlyList<string>> declared, IReadOnlyList<Route> routes)
    {
        foreach (var route in routes.Where(r => !declared.ContainsKey(r.ToString()))) yield return $"{File} does not say who may call {route}: add a line.";
        foreach (var line in declared.Keys.Except(routes.Select(r => r.ToString()))) yield return $"{File} names {line}, which does not exist: remove the line.";
        foreach (var route in routes)
            if (declared.TryGetValue(route.ToString(), out var who) && who.Contains(Anyone) != route.Anonymous)
                yield return $"{route} {(route.Anonymous ? "asks for no token" : "asks for a token")}, {File} says otherwise.";
    }
}
