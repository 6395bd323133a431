using FluentValidation;

namespace Crm.Kernel.Http;

/// <summary>Rules about text that several validators share.</summary>
public static class TextRules
{
    /// <summary>One line without control characters.</summary>
    public static IRuleBuilderOptions<T, string?> PlainText<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(text => text is null || !text.Any(char.IsControl)).WithErrorCode("text.control").WithMessage("Control characters are not allowed.");
}
