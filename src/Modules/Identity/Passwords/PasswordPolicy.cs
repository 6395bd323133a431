using System.Buffers;
using System.Collections.Frozen;

namespace Crm.Identity.Passwords;

/// <summary>Which passwords are refused. Any character is welcome, no kind is demanded; what attackers try first is not.</summary>
internal static class PasswordPolicy
{
    public const int Shortest = 8;
    public const int Longest = 256;

    /// <summary>A common word with more than this around it is not what attackers try first.</summary>
    private const int Decoration = 6;
    private const int ShortestWord = 4;
    private const string Product = "crm";
    private const string Folded = "oieastasil";
    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz");
    private static readonly FrozenSet<string> Common = Words().ToFrozenSet();
    private static readonly string[] Walks = ["01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb", "1q2w3e4r5t6y7u8i9o0p"];

    /// <summary>The stable code of the first rule that is broken, or null.</summary>
    public static string? Refuse(string password, params IEnumerable<string> contextWords)
    {
        if (password.Length < Shortest) return "password.tooShort";
        if (password.Length > Longest) return "password.tooLong";
        var lower = password.ToLowerInvariant();
        if (contextWords.Append(Product).SelectMany(Parts).Any(word => lower == word || Barely(lower, word) || (Core(lower) is { } core && core == Core(word)))) return "password.tooGuessable";
        return Common.Contains(lower) || Common.Contains(Core(lower) ?? "") || IsPattern(lower) ? "password.tooCommon" : null;
    }

    /// <summary>For a person.</summary>
    public static string Explain(string code) => code switch
    {
        "password.tooShort" => $"Use at least {Shortest} characters.",
        "password.tooLong" => $"Use at most {Longest} characters.",
        "password.tooGuessable" => "Do not use your address, your company's name or the product's name.",
        _ => "This password is among the first that attackers try.",
    };

    /// <summary>The word itself, with little around it: <c>acme2026!</c>.</summary>
    private static bool Barely(string lower, string word) => word.Length >= ShortestWord && lower.Length - word.Length <= Decoration && lower.Contains(word, StringComparison.Ordinal);

    /// <summary>The word inside: <c>P@ssw0rd2026!</c> becomes <c>password</c>. Null if there is none, or too much around it.</summary>
    private static string? Core(string lower)
    {
        var first = lower.AsSpan().IndexOfAny(Letters);
        if (first < 0) return null;
        var last = lower.AsSpan().LastIndexOfAny(Letters);
        if (lower.Length - (last - first + 1) > Decoration) return null;
        return string.Concat(lower[first..(last + 1)].Select(c => "013457@$!|".IndexOf(c) is >= 0 and var at ? Folded[at] : c).Where(c => c is >= 'a' and <= 'z'));
    }

    /// <summary>One or two characters, a repeated block, or a walk along the keyboard or the alphabet, forwards or backwards.</summary>
    private static bool IsPattern(string lower)
    {
        var backwards = string.Concat(lower.Reverse());
        return lower.Distinct().Count() <= 2
            || Enumerable.Range(1, lower.Length / 2).Any(size => lower.Length % size == 0 && size <= 4 && lower == string.Concat(Enumerable.Repeat(lower[..size], lower.Length / size)))
            || Walks.Any(walk => walk.Contains(lower, StringComparison.Ordinal) || walk.Contains(backwards, StringComparison.Ordinal))
            || IsTwoWalks(lower);
    }

    private static bool IsTwoWalks(string lower) =>
        Enumerable.Range(3, lower.Length - 5).Any(cut => Walks.Any(w => w.Contains(lower[..cut], StringComparison.Ordinal)) && Walks.Any(w => w.Contains(lower[cut..], StringComparison.Ordinal)));

    private static IEnumerable<string> Parts(string context)
    {
        var lower = context.Trim().ToLowerInvariant();
        IEnumerable<string> whole = lower.Split('@', StringSplitOptions.RemoveEmptyEntries) is [var local, var domain] ? [lower, local, domain, domain.Split('.')[0]] : [lower];
        return whole.Concat(lower.Split([' ', '@', '.', '-', '_', '+', ','], StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length >= ShortestWord));
    }

    private static List<string> Words()
    {
        using var reader = new StreamReader(typeof(PasswordPolicy).Assembly.GetManifestResourceStream("common-passwords.txt")!);
        return [.. reader.ReadToEnd().Split('\n').Where(line => !line.StartsWith('#')).SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
    }
}
