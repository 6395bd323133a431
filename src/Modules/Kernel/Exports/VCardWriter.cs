using System.Text;

namespace Crm.Kernel.Exports;

/// <summary>One vCard 4.0 (RFC 6350): values are escaped, and long lines folded.</summary>
public sealed class VCardWriter
{
    private const int LineBytes = 75;

    private readonly StringBuilder text = new("BEGIN:VCARD\r\nVERSION:4.0\r\n");

    /// <param name="property">With its parameters: <c>EMAIL;PREF=1</c>.</param>
    /// <param name="value">Nothing is written if it is empty.</param>
    public VCardWriter Add(string property, string? value) => string.IsNullOrEmpty(value) ? this : Line($"{property}:{Escaped(value)}");

    /// <summary>A value of several parts, such as a name; nothing is written if all are empty.</summary>
    public VCardWriter AddParts(string property, params IReadOnlyList<string?> parts) => parts.All(string.IsNullOrEmpty) ? this : Line($"{property}:{string.Join(';', parts.Select(p => Escaped(p ?? "")))}");

    /// <summary>A value that is a list.</summary>
    public VCardWriter AddList(string property, IReadOnlyList<string> items) => items.Count == 0 ? this : Line($"{property}:{string.Join(',', items.Select(Escaped))}");

    internal string Finished() => text.Append("END:VCARD\r\n").ToString();

    private VCardWriter Line(string line)
    {
        var bytes = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (bytes + rune.Utf8SequenceLength > LineBytes)
            {
                text.Append("\r\n ");
                bytes = 1;
            }
            text.Append(rune.ToString());
            bytes += rune.Utf8SequenceLength;
        }
        text.Append("\r\n");
        return this;
    }

    private static string Escaped(string value) => string.Concat(value.ReplaceLineEndings("\n")
        .Replace(@"\", @"\\").Replace(";", @"\;").Replace(",", @"\,").Replace("\n", @"\n").Where(c => !char.IsControl(c)));
}
