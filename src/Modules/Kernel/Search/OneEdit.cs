namespace Crm.Kernel.Search;

/// <summary>
/// Words that differ by one typing error: a letter too many, too few, another one, or two that changed places. Two such words share a trace, which is a word without one of its letters, or
/// one is a trace of the other: so they are found by an index over traces.
/// </summary>
internal static class OneEdit
{
    private const int Shortest = 4;
    private const int Longest = 24;

    /// <summary>None of words too short to be recognised with an error in them.</summary>
    public static IEnumerable<string> TracesOf(string word) =>
        word.Length is < Shortest or > Longest || word.Any(c => !char.IsLetter(c)) ? [] : Enumerable.Range(0, word.Length).Select(i => word.Remove(i, 1)).Distinct();

    /// <summary>Whether one error, but no more, lies between the two.</summary>
    public static bool Between(string a, string b)
    {
        if (a.Length < b.Length) (a, b) = (b, a);
        if (a.Length - b.Length > 1) return false;
        var same = 0;
        while (same < b.Length && a[same] == b[same]) same++;
        var restOfA = a.AsSpan(same);
        var restOfB = b.AsSpan(same);
        if (a.Length > b.Length) return restOfA[1..].SequenceEqual(restOfB);
        if (restOfA.Length == 0) return false;
        return restOfA[1..].SequenceEqual(restOfB[1..])
            || (restOfA.Length > 1 && restOfA[0] == restOfB[1] && restOfA[1] == restOfB[0] && restOfA[2..].SequenceEqual(restOfB[2..]));
    }
}
