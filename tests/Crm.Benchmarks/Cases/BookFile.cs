using System.Globalization;

namespace Crm.Benchmarks.Cases;

/// <summary>A file of made-up people: the same for the same number, no two with one address or phone.</summary>
internal static class BookFile
{
    public const int CustomFields = 20;

    private static readonly string[] Syllables = ["an", "bel", "cor", "dun", "el", "far", "gal", "hol", "ing", "jor", "kel", "lan", "mar", "nor", "ost", "per", "quin", "ros", "sten", "tor"];
    private static readonly string[] Stages = ["lead", "notAnswered", "answered", "qualified", "customer", "lost"];
    private static readonly string[] Jobs = ["Engineer", "Head of sales", "Buyer", "Accountant", "Nurse", "Teacher", "Architect", "Clerk"];

    /// <summary>Key and type of a custom field: texts, numbers and days in turn.</summary>
    public static (string Key, string Type) Field(int number) => ($"c{number:00}", (number % 3) switch { 0 => "text", 1 => "number", _ => "date" });

    public static string FirstName(int n) => Capital(Syllables[n % 20] + Syllables[n / 20 % 10]);

    /// <summary>About 8,000 names, as in a country's phone book.</summary>
    public static string LastName(int n) => Capital(Syllables[n * 7 % 20] + Syllables[n / 3 % 20] + Syllables[n / 61 % 20]);

    public static string Phone(int n) => $"+49 151 {10_000_000 + n}";

    public static async Task WriteAsync(Stream file, int rows, CancellationToken ct)
    {
        await using var text = new StreamWriter(file, bufferSize: 1 << 16, leaveOpen: true);
        await text.WriteLineAsync($"firstName,lastName,email,phone,jobTitle,stage,source,{string.Join(',', Enumerable.Range(1, CustomFields).Select(f => Field(f).Key))}");
        for (var n = 0; n < rows; n++)
        {
            var custom = Enumerable.Range(1, CustomFields).Select(f => Field(f).Type switch
            {
                "text" => $"value {(n * f) % 997}",
                "number" => ((n * f) % 10_007).ToString(CultureInfo.InvariantCulture),
                _ => new DateOnly(2020, 1, 1).AddDays((n * f) % 2000).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            });
            await text.WriteLineAsync($"{FirstName(n)},{LastName(n)},p{n}@m{n % 5003}.example,{Phone(n)},{Jobs[n % 8]},{Stages[n % 6]},bench,{string.Join(',', custom)}".AsMemory(), ct);
        }
    }

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
