namespace Crm.Kernel.Search;

/// <summary>One of the words that somebody looks for, in all ways that it can be meant: as words, as an address, as a number.</summary>
internal sealed class SearchTerm
{
    private const int FewestDigits = 4;

    // Half a country begins with fewer.
    private const int FewestOfABeginning = 6;

    private readonly IReadOnlyList<IReadOnlyList<string>> spellings;
    private readonly string? address;
    private readonly IReadOnlyList<string> numbers;

    private SearchTerm(IReadOnlyList<IReadOnlyList<string>> spellings, string? address, IReadOnlyList<string> numbers) => (this.spellings, this.address, this.numbers) = (spellings, address, numbers);

    /// <summary>Null if nothing can be found by it.</summary>
    public static SearchTerm? Of(string text)
    {
        var whole = SearchWords.Spelt(text);
        // With an umlaut a word has two spellings, either of which suffices; a text of several words is meant with all of them.
        var joined = text.Any(char.IsWhiteSpace) || text.AsSpan().IndexOfAny("-_/") >= 0 ? [whole] : whole.Select(word => (IReadOnlyList<string>)[word]);
        var parts = SearchWords.Spelt(SearchWords.Parted(text));
        var spellings = joined.Append(parts).Where(all => all.Count > 0).DistinctBy(all => string.Join(' ', all)).ToList();
        var address = SearchWords.IsAddress(text) ? SearchWords.Plain(text.Trim('@')) : null;
        // A nought in brackets is for callers of the same country only.
        var digits = string.Concat(text.Replace("(0)", "").Where(char.IsAsciiDigit));
        var isNumber = digits.Length >= FewestDigits && text.All(c => char.IsAsciiDigit(c) || char.IsWhiteSpace(c) || "+()-/.".Contains(c));
        List<string> numbers = isNumber && digits.TrimStart('0') is { Length: >= FewestDigits - 1 } significant ? [.. new[] { digits, significant }.Distinct()] : [];
        return spellings.Count == 0 && address is null && numbers.Count == 0 ? null : new(spellings, address, numbers);
    }

    /// <summary>As a <c>tsquery</c>; null if it could be found at hidden places only.</summary>
    /// <param name="sees">Whether the caller may know what stands at the place.</param>
    public string? Query(SearchCloseness least, Func<SearchPlace, bool> sees)
    {
        SearchPlace[] places = [.. Enum.GetValues<SearchPlace>().Where(p => p is not SearchPlace.Phone && sees(p))];
        // The index knows no weights: saying them costs a look at every row.
        var weights = places.Length == 4 ? "" : string.Concat(places.Select(SearchWords.Weight));
        var star = least is SearchCloseness.Exact ? "" : "*";
        var ways = new List<string>();
        if (places.Length > 0)
        {
            ways.AddRange(spellings.Select(all => $"({string.Join(" & ", all.Select(word => Either(word, least, star, weights)))})"));
            if (address is { Length: > 0 }) ways.Add(Lexeme(address, star, weights));
        }
        if (sees(SearchPlace.Phone))
            foreach (var number in numbers)
            {
                ways.Add(Lexeme("#" + number, number.Length < FewestOfABeginning ? "" : star, ""));
                if (least is not SearchCloseness.Exact) ways.Add(Lexeme("%" + SearchWords.Backwards(number), "*", ""));
            }
        return ways.Count == 0 ? null : $"({string.Join(" | ", ways)})";
    }

    /// <summary>How well a record fits, by the words that may be seen of it, and where it fits best; 0 if it does not.</summary>
    public (double Value, SearchPlace Place) Fit(IReadOnlyList<(string Word, SearchPlace Place)> words)
    {
        var ways = spellings.Select(all => Together([.. all.Select(sought => Best(words, word => FitOf(sought, word)))])).ToList();
        if (address is not null) ways.Add(Best(words, word => Begun(address, word), _ => 1));
        ways.AddRange(numbers.Select(number => Best(words, word => Math.Max(Begun("#" + number, word), Begun("%" + SearchWords.Backwards(number), word)))));
        return ways.MaxBy(way => way.Value);
    }

    private static (double Value, SearchPlace Place) Together(IReadOnlyList<(double Value, SearchPlace Place)> all) =>
        all.Any(fit => fit.Value <= 0) ? default : (all.Average(fit => fit.Value), all.MaxBy(fit => fit.Value).Place);

    private static (double Value, SearchPlace Place) Best(IReadOnlyList<(string Word, SearchPlace Place)> words, Func<string, double> fit, Func<SearchPlace, double>? worth = null) =>
        words.Select(w => (Value: fit(w.Word) * (worth ?? Worth)(w.Place), w.Place)).DefaultIfEmpty().MaxBy(f => f.Value);

    private static double Worth(SearchPlace place) => place switch { SearchPlace.Name or SearchPlace.SecondName => 1, SearchPlace.More => 0.8, _ => 0.95 };

    private static double FitOf(string sought, string word) =>
        Begun(sought, word) is > 0 and var begun ? begun : OneEdit.TracesOf(sought).Any() && OneEdit.Between(sought, word) ? 0.5 : 0;

    private static string Either(string word, SearchCloseness least, string star, string weights)
    {
        var lexeme = Lexeme(word, star, weights);
        if (least is not SearchCloseness.Mistyped || OneEdit.TracesOf(word).ToList() is not { Count: > 0 } traces) return lexeme;
        var near = traces.Select(trace => Lexeme("~" + trace, "", weights)).Append(Lexeme("~" + word, "", weights)).Concat(traces.Select(trace => Lexeme(trace, "", weights)));
        return $"({string.Join(" | ", near.Prepend(lexeme))})";
    }

    private static string Lexeme(string word, string star, string weights) => star.Length > 0 && SearchWords.Head(word) is { } head
        ? $"({Lexeme(word, "", weights)} | {Lexeme(head, "", weights)})"
        : $"'{word}'{(star.Length + weights.Length > 0 ? ":" : "")}{star}{weights}";

    private static double Begun(string sought, string word) => !word.StartsWith(sought, StringComparison.Ordinal) ? 0 : word.Length == sought.Length ? 1 : 0.6 + 0.3 * sought.Length / word.Length;
}

/// <summary>How close what is found must come to what is looked for.</summary>
internal enum SearchCloseness
{
    Exact,
    Begun,
    Mistyped,
}
