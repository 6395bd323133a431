using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Crm.Kernel.Outside;
using MimeKit;
using Npgsql;

namespace Crm.Host.Configuration;

/// <summary>How the values of settings are written. What does not fit ends in a <see cref="FormatException"/> that completes "the value is …".</summary>
internal static partial class Values
{
    public static string Connection(string text)
    {
        NpgsqlConnectionStringBuilder parsed;
        try
        {
            parsed = new(text);
        }
        catch (ArgumentException)
        {
            throw new FormatException("not a connection string of the form Key=Value;Key=Value");
        }
        return string.IsNullOrEmpty(parsed.Host) ? throw new FormatException("a connection string without Host") : text;
    }

    /// <summary>Where to listen: TLS ends at the proxy in front, and paths are the API's own.</summary>
    public static Uri Listener(string text) =>
        Absolute(text, "http") is { AbsolutePath: "/", Port: > 0 } url ? url : throw new FormatException("not an http:// address with nothing after the port");

    public static Uri Web(string text) => Absolute(text, "http", "https") ?? throw new FormatException("not an http:// or https:// address");

    public static Uri Smtp(string text) => Absolute(text, "smtp", "smtps") ?? throw new FormatException("not an smtp:// or smtps:// address");

    public static IReadOnlyList<string> Origins(string text) => List(text, part =>
        Absolute(part, "http", "https") is { PathAndQuery: "/" } url && !part.EndsWith('/')
            ? url.GetLeftPart(UriPartial.Authority)
            : throw new FormatException($"not a list of origins: {part} is not scheme://host[:port] with nothing behind"));

    public static IReadOnlyList<IPNetwork> Networks(string text) => List(text, part =>
        IPAddress.TryParse(part, out var single) ? new IPNetwork(single, single.GetAddressBytes().Length * 8)
        : IPNetwork.TryParse(part, out var network) ? network
        : throw new FormatException($"not a list of addresses: {part} is neither an IP address nor a network like 10.0.0.0/8"));

    public static IReadOnlyList<OutboundAllowance> Outbound(string text) => List(text, part =>
        IPAddress.TryParse(part, out _) || IPNetwork.TryParse(part, out _) ? new OutboundAllowance { Network = Networks(part)[0] }
        : Absolute($"tcp://{part}", "tcp") is { Port: > 0, AbsolutePath: "" or "/", UserInfo: "" } host && !part.EndsWith('/') ? new() { Host = new(host.IdnHost, host.Port) }
        : throw new FormatException($"not a list of what may be called: {part} is neither host:port nor an IP address nor a network like 10.0.0.0/8"));

    public static IReadOnlyList<IPEndPoint> NameServers(string text) => List(text, part =>
        IPEndPoint.TryParse(part, out var server)
            ? new IPEndPoint(server.Address, server.Port == 0 ? 53 : server.Port)
            : throw new FormatException($"not a list of name servers: {part} is no IP address"));

    public static string Domain(string text) =>
        Uri.CheckHostName(text) == UriHostNameType.Dns ? text.ToLowerInvariant() : throw new FormatException("not a domain name");

    public static string Bucket(string text) =>
        text.Length is >= 1 and <= 63 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.') ? text : throw new FormatException("not a name of lower-case letters, digits, hyphens and dots, at most 63 long");

    public static string Identifier(string text) =>
        SqlName().IsMatch(text) ? text : throw new FormatException("not a name of lower-case letters, digits and underscores, at most 31 long");

    public static string Mailbox(string text) =>
        MailboxAddress.TryParse(text, out var mailbox) && mailbox.Address.Contains('@') ? text : throw new FormatException("not a mail address");

    public static string Key(string text)
    {
        Span<byte> key = stackalloc byte[64];
        return Convert.TryFromBase64String(text, key, out var length) && length == 32 ? text : throw new FormatException("not 32 bytes in base64");
    }

    public static bool IsDevelopment(string text) => text.ToLowerInvariant() switch
    {
        "development" => true,
        "production" => false,
        _ => throw new FormatException("neither Development nor Production"),
    };

    public static string Folder(string text) => Path.GetFullPath(text);

    public static Func<string, int> Number(int least, int most) => text =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"not a whole number from {least} to {most}");

    public static Func<string, TimeSpan> Duration(TimeSpan least, TimeSpan most) => text =>
        Span().Match(text) is { Success: true } match && Length(match) is { } span && span >= least && span <= most
            ? span
            : throw new FormatException($"not a time from {Written(least)} to {Written(most)}, written like 500ms, 30s, 5m or 24h");

    private static TimeSpan? Length(Match match) => !int.TryParse(match.Groups[1].Value, out var count) ? null : match.Groups[2].Value switch
    {
        "ms" => TimeSpan.FromMilliseconds(count),
        "s" => TimeSpan.FromSeconds(count),
        "m" => TimeSpan.FromMinutes(count),
        _ => TimeSpan.FromHours(count),
    };

    private static string Written(TimeSpan span) => span switch
    {
        { TotalHours: >= 1 } => $"{span.TotalHours}h",
        { TotalMinutes: >= 1 } => $"{span.TotalMinutes}m",
        { TotalMilliseconds: > 0 and < 1000 } => $"{span.TotalMilliseconds}ms",
        _ => $"{span.TotalSeconds}s",
    };

    private static Uri? Absolute(string text, params ReadOnlySpan<string> schemes) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Host.Length > 0 && schemes.Contains(url.Scheme) && url.Query.Length + url.Fragment.Length == 0
            ? url
            : null;

    private static List<T> List<T>(string text, Func<string, T> parse) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(parse)];

    [GeneratedRegex(@"^[a-z_][a-z0-9_]{0,30}\z")]
    private static partial Regex SqlName();

    [GeneratedRegex(@"^([0-9]{1,9})(ms|s|m|h)\z")]
    private static partial Regex Span();
}
