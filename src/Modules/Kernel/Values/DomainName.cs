using System.Globalization;

namespace Crm.Kernel.Values;

/// <summary>Domains of the internet.</summary>
public static class DomainName
{
    /// <summary>As it is stored and compared: ASCII, lower case, without the final dot; null if it is no domain.</summary>
    public static string? Normalise(string text)
    {
        try
        {
            var ascii = new IdnMapping { UseStd3AsciiRules = true }.GetAscii(text.Trim().TrimEnd('.').ToLowerInvariant()).ToLowerInvariant();
            return ascii.Length <= 253 && ascii.Contains('.') && Uri.CheckHostName(ascii) == UriHostNameType.Dns ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The domain of what people write for one, be it the address of a page: without scheme, <c>www.</c>, port and path.</summary>
    public static string? OfAddress(string text)
    {
        var rest = text.Trim();
        if (rest.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme) rest = rest[(scheme + 3)..];
        if (rest.IndexOfAny(['/', '?', '#']) is >= 0 and var path) rest = rest[..path];
        if (rest.LastIndexOf(':') is >= 0 and var port && rest.AsSpan(port + 1).IndexOfAnyExceptInRange('0', '9') < 0) rest = rest[..port];
        var domain = Normalise(rest);
        return domain is not null && domain.StartsWith("www.", StringComparison.Ordinal) && domain.IndexOf('.', 4) > 0 ? domain[4..] : domain;
    }
}
