using System.Text.RegularExpressions;
using FluentValidation;

namespace Crm.Kernel.Http;

/// <summary>Rules about text that several validators share.</summary>
public static class TextRules
{
    private const string Address = @"^\s*[^@\s,;:<>()\[\]""\\.]+(\.[^@\s,;:<>()\[\]""\\.]+)*@[^@\s,;:<>()\[\]""\\.]+(\.[^@\s,;:<>()\[\]""\\.]+)*\s*\z";

    /// <summary>One line without control characters.</summary>
    public static IRuleBuilderOptions<T, string?> PlainText<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(text => text is null || !text.Any(char.IsControl)).WithErrorCode("text.control").WithMessage("Control characters are not allowed.");

    /// <summary>A name that may stand in a mail to somebody else: mail programs make links of what looks like an address of the web.</summary>
    public static IRuleBuilderOptions<T, string?> NoLink<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(text => text is null || HasNoLink(text)).WithErrorCode("text.link").WithMessage("Links are not allowed.");

    /// <summary>One address to which mail can be sent: no display name, no list, no comment (RFC 5321's dot-string and domain).</summary>
    public static IRuleBuilderOptions<T, string?> MailAddress<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Matches(Address).WithErrorCode("email.malformed").WithMessage("It is no e-mail address.");

    /// <summary>The same rules for what no client sent.</summary>
    public static bool IsMailAddress(string? text) => text is { Length: <= 254 } && !text.Any(char.IsControl) && Regex.IsMatch(text, Address);

    public static bool HasNoLink(string text) => !text.Contains("://", StringComparison.Ordinal) && !text.Contains("www.", StringComparison.OrdinalIgnoreCase);
}
