using System.Text.RegularExpressions;

namespace Crm.Kernel.Http;

/// <summary>Names of time zones that mean the same everywhere.</summary>
public static partial class TimeZones
{
    /// <summary>Whether it is a name of the IANA database. What only this machine knows (<c>localtime</c>), other editions of it (<c>posix/…</c>, <c>right/…</c>) and Windows' names are none.</summary>
    public static bool IsKnown(string name) =>
        Shape().IsMatch(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.Id == name && zone.HasIanaId;

    [GeneratedRegex(@"^(?!posix/|right/|localtime\z|posixrules\z|Factory\z)[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}\z")]
    private static partial Regex Shape();
}
