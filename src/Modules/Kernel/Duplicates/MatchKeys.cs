using System.Globalization;
using System.Text;

namespace Crm.Kernel.Duplicates;

/// <summary>Names as they are compared: without case, accents, punctuation and order.</summary>
public static class MatchKeys
{
    // Without ICU, .NET takes no letter apart: the list has in each line a letter, and those that are it with something above, below or through it.
    private static readonly Dictionary<char, string> Plain = Letters();

    /// <summary>What an organization's name ends with in some country's law.</summary>
    private static readonly HashSet<string> LegalForms =
    [
        "gmbh", "ggmbh", "mbh", "ag", "kg", "kgaa", "ohg", "gbr", "ug", "haftungsbeschrankt", "se", "eg", "ev", "ek", "inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited", "llc", "llp", "lp", "plc", "pllc",
        "sa", "sas", "sasu", "sarl", "eurl", "snc", "sca", "spa", "srl", "srls", "sl", "slu", "sau", "lda", "ltda", "eireli", "bv", "nv", "cv", "vof", "bvba", "ab", "as", "asa", "aps", "oy", "oyj", "ou", "sia", "uab", "doo", "dd", "ad", "ood", "eood",
        "sro", "zrt", "kft", "nyrt", "bt", "spzoo", "spk", "pty", "pte", "pvt", "kk", "gk", "sdn", "bhd", "tbk", "pt", "jsc", "ooo", "oao", "zao", "pao",
    ];

    /// <summary>The words of a text, folded, in the order of the alphabet: <c>Müller, Jörg</c> and <c>Jorg Muller</c> are the same.</summary>
    public static string OfPerson(params IEnumerable<string?> parts) => string.Join(' ', Words(string.Join(' ', parts)).Order(StringComparer.Ordinal));

    /// <summary>An organization's name without its legal form: <c>Acme Inc.</c> and <c>ACME GmbH &amp; Co. KG</c> are the same.</summary>
    public static string OfOrganization(string name)
    {
        var words = Words(name);
        while (words.Count > 1 && (LegalForms.Contains(words[^1]) || words[^1] is "and" or "und" or "et")) words.RemoveAt(words.Count - 1);
        return string.Join(' ', words);
    }

    /// <summary>A text folded as the names are.</summary>
    public static string Folded(string text) => string.Join(' ', Words(text));

    private static List<string> Words(string text)
    {
        var folded = new StringBuilder();
        foreach (var c in text.ToLowerInvariant())
        {
            if (Plain.TryGetValue(c, out var letters)) folded.Append(letters);
            else if (char.IsLetterOrDigit(c) || char.IsSurrogate(c)) folded.Append(c);
            else if (CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark) && c is not ('.' or '\'' or '’')) folded.Append(' ');
        }
        return [.. folded.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static Dictionary<char, string> Letters()
    {
        var letters = new Dictionary<char, string> { ['ß'] = "ss", ['æ'] = "ae", ['œ'] = "oe", ['þ'] = "th" };
        using var list = new StreamReader(typeof(MatchKeys).Assembly.GetManifestResourceStream("Crm.Kernel.Accents.txt")!);
        while (list.ReadLine() is { } line)
            foreach (var letter in line.Skip(1)) letters[letter] = line[..1];
        return letters;
    }
}
