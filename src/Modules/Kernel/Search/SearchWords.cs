using System.Globalization;
using System.Text;
using System.Text.Json;
using Crm.Kernel.Duplicates;
using Crm.Kernel.Values;

namespace Crm.Kernel.Search;

/// <summary>
/// What a record is found by, as PostgreSQL's <c>tsvector</c>: each word with the place it stands at, and with the weight that an index tells places apart by. Numbers begin with <c>#</c>,
/// numbers read from their end with <c>%</c>, a word's first one, two and three letters with <c>^</c>, so that short beginnings are found as fast as words, and a name's traces, which are the name
/// without one of its letters, with <c>~</c>.
/// </summary>
public sealed class SearchWords
{
    private const int MostAtAPlace = 200;
    private const int LongestWord = 60;
    private const int LongestHead = 3;
    private static readonly IdnMapping Idn = new();

    private readonly Dictionary<SearchPlace, HashSet<string>> words = [];

    /// <summary>A name, which is found even if it is mistyped.</summary>
    public SearchWords Name(SearchPlace place, string? text)
    {
        foreach (var word in Spelt(text ?? ""))
        {
            Word(place, word);
            foreach (var trace in OneEdit.TracesOf(word)) Add(place, "~" + trace);
        }
        return this;
    }

    /// <summary>An e-mail address: whole, its parts, and its domain, unless anybody can have an address there.</summary>
    public SearchWords Mail(string address)
    {
        var at = address.LastIndexOf('@');
        Word(SearchPlace.Address, Plain(address));
        Word(SearchPlace.Address, Plain(address[..Math.Max(0, at)]));
        foreach (var word in Spelt(Parted(address[..Math.Max(0, at)]))) Word(SearchPlace.Address, word);
        return PublicMailDomains.OrganizationOf(address) is { } domain ? Domain(domain) : this;
    }

    /// <summary>A domain: whole and by its labels, as it is typed too.</summary>
    public SearchWords Domain(string domain)
    {
        foreach (var text in (string[])[domain, Typed(domain)])
        {
            Word(SearchPlace.Address, Plain(text));
            foreach (var word in Spelt(Parted(text[..Math.Max(0, text.LastIndexOf('.'))]))) Word(SearchPlace.Address, word);
        }
        return this;
    }

    /// <param name="number">E.164.</param>
    public SearchWords Phone(string number)
    {
        var digits = string.Concat(number.Where(char.IsAsciiDigit));
        Add(SearchPlace.Phone, "#" + digits);
        Add(SearchPlace.Phone, "%" + Backwards(digits));
        return this;
    }

    /// <summary>
    /// Texts among the values of the company's own fields: by whole words and by beginnings of four letters and more, so that many fields do not make the index many times as large. Days and
    /// moments are for filters: nobody looks for their parts.
    /// </summary>
    public SearchWords Custom(IReadOnlyDictionary<string, JsonElement> values)
    {
        foreach (var text in values.Values.SelectMany(TextsOf).Where(text => !Guid.TryParse(text, out _) && !IsTime(text)))
        {
            foreach (var word in Spelt(Parted(text))) Add(SearchPlace.More, word);
            foreach (var address in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(IsAddress)) Add(SearchPlace.More, Plain(address));
        }
        return this;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (place, all) in words.OrderBy(p => p.Key))
            foreach (var word in all.Order(StringComparer.Ordinal)) text.Append(text.Length == 0 ? "" : " ").Append('\'').Append(word).Append("':").Append((int)place).Append(Weight(place));
        return text.ToString();
    }

    /// <summary>The words and numbers of such a text, with their places.</summary>
    internal static IEnumerable<(string Word, SearchPlace Place)> Read(string text)
    {
        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part[1] is '~' or '^') continue;
            var end = part.LastIndexOf("':", StringComparison.Ordinal);
            yield return (part[1..end], (SearchPlace)(part[end + 2] - '0'));
        }
    }

    internal static char Weight(SearchPlace place) => place switch { SearchPlace.Name => 'A', SearchPlace.SecondName => 'B', SearchPlace.Address => 'C', _ => 'D' };

    /// <summary>The words of a text without accents and case; where it has umlauts, as those write them who have none on their keys, too.</summary>
    internal static IReadOnlyList<string> Spelt(string text)
    {
        var lower = text.ToLowerInvariant();
        var spelt = MatchKeys.Folded(lower);
        if (lower.AsSpan().IndexOfAny("äöü") >= 0) spelt += " " + MatchKeys.Folded(lower.Replace("ä", "ae").Replace("ö", "oe").Replace("ü", "ue"));
        return [.. spelt.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Cut).Distinct()];
    }

    /// <summary>Taken apart at the points, which are part of abbreviations otherwise.</summary>
    internal static string Parted(string text) => text.Replace('.', ' ').Replace('_', ' ');

    /// <summary>An address as it is compared: in lower case, without the few characters that mean something to PostgreSQL.</summary>
    internal static string Plain(string address) => Cut(string.Concat(address.Trim().ToLowerInvariant().Where(c => c is not ('\'' or '\\') && !char.IsWhiteSpace(c) && !char.IsControl(c))));

    internal static bool IsAddress(string word) => word.AsSpan().Trim("@.-_").IndexOfAny("@.-_") > 0;

    internal static string Backwards(string digits) => string.Concat(digits.Reverse());

    private static string Cut(string word) => word.Length <= LongestWord ? word : word[..(char.IsHighSurrogate(word[LongestWord - 1]) ? LongestWord - 1 : LongestWord)];

    private static IEnumerable<string> TextsOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().Where(item => item.ValueKind is JsonValueKind.String).Select(item => item.GetString()!),
        _ => [],
    };

    private static bool IsTime(string text) => text.Length >= 10 && text[4] == '-' && text[7] == '-'
        && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
        && (text.Length == 10 || DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _));

    private static string Typed(string domain)
    {
        try
        {
            return domain.Contains("xn--", StringComparison.OrdinalIgnoreCase) ? Idn.GetUnicode(domain) : domain;
        }
        catch (ArgumentException)
        {
            return domain;
        }
    }

    /// <summary>The letters of such a beginning; null if the text is longer or not of letters that are one character each.</summary>
    internal static string? Head(string text) => text.Length is > 0 and <= LongestHead && !text.Any(char.IsSurrogate) ? "^" + text : null;

    private void Word(SearchPlace place, string word)
    {
        Add(place, word);
        for (var length = 1; length <= LongestHead && length < word.Length; length++)
            if (Head(word[..length]) is { } head) Add(place, head);
    }

    private void Add(SearchPlace place, string word)
    {
        if (!words.TryGetValue(place, out var all)) words[place] = all = [];
        if (word.Length > 0 && all.Count < MostAtAPlace) all.Add(word);
    }
}
