using System.Globalization;
using System.Text.RegularExpressions;
using Crm.Kernel.Duplicates;
using Crm.Kernel.Http;
using Crm.Kernel.Importing.Tables;

namespace Crm.Kernel.Importing;

/// <summary>Guesses what a file's columns are, and where they may go.</summary>
internal static partial class ImportProposal
{
    public static string Folded(string header) => MatchKeys.Folded(header).Replace(" ", "");

    /// <summary>Whether the first row names the others' columns.</summary>
    public static bool IsHeader(TableRow first, IReadOnlyList<ImportField> fields)
    {
        var cells = first.Cells.Where(c => !string.IsNullOrWhiteSpace(c)).Select(c => c.Trim()).ToList();
        if (cells.Count == 0) return false;
        if (cells.Exists(cell => fields.Any(f => IsNamed(f, Folded(cell))))) return true;
        return cells.Distinct(StringComparer.OrdinalIgnoreCase).Count() == cells.Count && cells.TrueForAll(c => c.Length <= 100 && TypeOf([c]) is "text");
    }

    public static string TypeOf(IReadOnlyList<string> values)
    {
        var some = values.Where(v => v.Length > 0).ToList();
        if (some.Count == 0) return "empty";
        if (some.TrueForAll(v => Guid.TryParse(v, out _))) return "id";
        if (some.TrueForAll(v => TextRules.IsMailAddress(v))) return "email";
        if (some.TrueForAll(v => Url().IsMatch(v))) return "url";
        if (some.TrueForAll(v => Date().IsMatch(v))) return "date";
        if (some.TrueForAll(v => Phone().IsMatch(v) && v.Count(char.IsAsciiDigit) >= 7 && (v[0] is '+' or '0' or '(' || v.AsSpan().ContainsAny(' ', '-', '/')))) return "phone";
        if (some.TrueForAll(v => decimal.TryParse(v.Replace(',', '.').Replace(" ", ""), NumberStyles.Number, CultureInfo.InvariantCulture, out _))) return "number";
        return some.TrueForAll(v => v.ToLowerInvariant() is "true" or "false" or "yes" or "no" or "ja" or "nein" or "oui" or "non") ? "boolean" : "text";
    }

    /// <summary>The program whose export it is, by its headers.</summary>
    public static ImportPreset? PresetOf(IReadOnlyList<ImportColumn> columns, IReadOnlyList<ImportPreset> presets)
    {
        var headers = columns.Select(c => c.Header.Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return presets.Where(p => p.Headers.All(headers.Contains)).MaxBy(p => p.Headers.Count);
    }

    /// <summary>Presets know best, then names, then what values look like. A field that is no list is given once.</summary>
    public static IReadOnlyList<string> Map(IReadOnlyList<ImportColumn> columns, IReadOnlyList<ImportField> fields, ImportPreset? preset)
    {
        var (mapping, taken) = (new string?[columns.Count], new HashSet<string>());
        foreach (var (i, column) in columns.Index())
            if (preset?.Mapping.FirstOrDefault(m => string.Equals(m.Key, column.Header.Trim(), StringComparison.OrdinalIgnoreCase)) is { Key: not null } said)
            {
                if (said.Value.Length > 0) Give(i, fields.FirstOrDefault(f => f.Name == said.Value));
                else mapping[i] = "";
            }
        foreach (var (i, column) in columns.Index().Where(c => mapping[c.Index] is null)) Give(i, fields.FirstOrDefault(f => string.Equals(f.Name, column.Header.Trim(), StringComparison.OrdinalIgnoreCase)));
        foreach (var (i, column) in columns.Index().Where(c => mapping[c.Index] is null)) Give(i, fields.FirstOrDefault(f => IsNamed(f, Folded(column.Header))));
        foreach (var (i, column) in columns.Index().Where(c => mapping[c.Index] is null && c.Item.Type is not ("text" or "empty"))) Give(i, fields.FirstOrDefault(f => f.Shape == column.Type && !taken.Contains(f.Name)));
        return [.. mapping.Select(name => name ?? "")];

        void Give(int i, ImportField? field)
        {
            if (field is null || (!taken.Add(field.Name) && !field.IsList)) return;
            mapping[i] = field.Name;
        }
    }

    /// <summary>The order of days and months that all dates of the samples allow.</summary>
    public static DateOrder DatesOf(IReadOnlyList<ImportColumn> columns)
    {
        var dates = columns.Where(c => c.Type == "date").SelectMany(c => c.Samples).Select(v => Date().Match(v)).Where(m => m.Groups[1].Length is 1 or 2).ToList();
        bool Over(int group) => dates.Exists(m => int.Parse(m.Groups[group].Value, CultureInfo.InvariantCulture) > 12);
        return Over(2) && !Over(1) ? DateOrder.Mdy : DateOrder.Dmy;
    }

    private static bool IsNamed(ImportField field, string folded) => folded.Length > 0 && (Folded(field.Name) == folded || field.Synonyms.Contains(folded));

    [GeneratedRegex(@"^https?://\S+$", RegexOptions.IgnoreCase)]
    private static partial Regex Url();

    [GeneratedRegex(@"^(\d{1,4})[./\-](\d{1,2})[./\-](\d{1,4})([T ,].*)?$")]
    private static partial Regex Date();

    [GeneratedRegex(@"^[+(]?[0-9][0-9 ()./\-]{5,25}$")]
    private static partial Regex Phone();
}
