using System.Text.RegularExpressions;
using Crm.Kernel.Access;
using Crm.Kernel.Http;
using Crm.Kernel.Ties;
using FluentValidation;

namespace Crm.Activities.Attachments;

/// <summary>What a client says of a file before it uploads it.</summary>
[SetsFields("attachment")]
internal sealed record AttachmentFields
{
    /// <summary>As it is called where it comes from, without folders.</summary>
    public required string FileName { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>What its bytes cannot tell is told by this, as for texts and the files of office programs.</summary>
    public string? ContentType { get; init; }

    /// <summary>What it belongs to: one to ten records.</summary>
    public required IReadOnlyList<RecordRef> Records { get; init; }

    /// <summary>Account whose attachment it is; a new one's is who uploads it.</summary>
    public Guid? OwnerId { get; init; }
}

internal sealed class AttachmentFieldsValidator : AbstractValidator<AttachmentFields>
{
    public static AttachmentFieldsValidator Instance { get; } = new();

    public AttachmentFieldsValidator()
    {
        RuleFor(a => a.FileName).FileName();
        RuleFor(a => a.Size).GreaterThanOrEqualTo(1);
        RuleFor(a => a.ContentType).MaximumLength(127).Matches(@"^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*\z").WithErrorCode("contentType.malformed").WithMessage("It is no media type.");
        RuleFor(a => a.Records).NotNull().Must(r => r is { Count: >= 1 and <= 10 }).WithErrorCode("records.count").WithMessage("One to ten records.")
            .Must(r => r is null || r.Distinct().Count() == r.Count).WithErrorCode("records.twice").WithMessage("A record is there twice.");
    }
}

/// <summary>What can be changed of an attachment.</summary>
[SetsFields("attachment")]
internal sealed record AttachmentChanges
{
    /// <summary>Without folders.</summary>
    public required string FileName { get; init; }
}

internal sealed class AttachmentChangesValidator : AbstractValidator<AttachmentChanges>
{
    public static AttachmentChangesValidator Instance { get; } = new();

    public AttachmentChangesValidator() => RuleFor(a => a.FileName).FileName();
}

/// <summary>What a file may be called: nothing that leads elsewhere, or looks like another name than it is.</summary>
internal static partial class FileNames
{
    public static void FileName<T>(this IRuleBuilder<T, string> rule) =>
        rule.NotEmpty().MaximumLength(255).PlainText().Must(name => name is null || IsPlain(name)).WithErrorCode("fileName.unsafe")
            .WithMessage("A file's name has no slashes or backslashes, is not made of dots only, and does not turn the direction of writing.");

    private static bool IsPlain(string name) => !Misleading().IsMatch(name) && name.Trim(' ', '.').Length > 0 && IsWhole(name);

    private static bool IsWhole(string name) => !name.EnumerateRunes().Any(rune => rune == System.Text.Rune.ReplacementChar);

    /// <summary>Path separators, and marks, embeddings, overrides and isolates of the bidirectional algorithm.</summary>
    [GeneratedRegex(@"[/\\\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\u2028\u2029]")]
    private static partial Regex Misleading();
}
