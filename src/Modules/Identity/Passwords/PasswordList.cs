using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Crm.Kernel;
using Microsoft.Extensions.Logging;

namespace Crm.Identity.Passwords;

/// <summary>
/// The operator's list of passwords that are known to attackers. Read once, at the first question, into eight bytes for each: of two billion billion passwords
/// one is refused by mistake.
/// </summary>
internal sealed class PasswordList
{
    public const int Most = 5_000_000;
    private const int LongestLine = 400;

    private readonly Lazy<ulong[]> hashes;

    public PasswordList(CrmSettings settings, ILogger<PasswordList> log) => hashes = new(() => settings.PasswordList is { } path ? Read(path, Most, log) : []);

    public bool Contains(string password) => Array.BinarySearch(hashes.Value, HashOf(password)) >= 0;

    /// <param name="most">Further lines are not read, which is told.</param>
    internal static ulong[] Read(string path, int most, ILogger log)
    {
        var read = new List<ulong>();
        foreach (var line in File.ReadLines(path))
        {
            if (line.Length is 0 or > LongestLine) continue;
            if (read.Count == most)
            {
                log.LogError("{Path} has more than {Most} passwords; those after them are not looked at", path, most);
                break;
            }
            read.Add(Listed(line) ?? HashOf(line));
        }
        read.Sort();
        return [.. read];
    }

    /// <summary>The SHA-1 that the line is, perhaps with how often it was seen; else the line is a password.</summary>
    private static ulong? Listed(string line)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        var digits = line.AsSpan(0, Math.Min(40, line.Length));
        return (line.Length == 40 || (line.Length > 40 && line[40] == ':')) && Convert.FromHexString(digits, hash, out _, out _) is System.Buffers.OperationStatus.Done
            ? BinaryPrimitives.ReadUInt64BigEndian(hash)
            : null;
    }

    // SHA-1 is what such lists are made of; it protects nothing here.
#pragma warning disable CA5350
    private static ulong HashOf(string password) => BinaryPrimitives.ReadUInt64BigEndian(SHA1.HashData(Encoding.UTF8.GetBytes(password)));
#pragma warning restore CA5350
}
