using Crm.Kernel.Http;
using FluentValidation;

namespace Crm.Identity.Profiles;

/// <summary>What a person says of themselves to this company.</summary>
internal sealed record ProfileFields
{
    public required string FullName { get; init; }

    /// <summary>IANA time zone.</summary>
    public required string TimeZone { get; init; }

    /// <summary>BCP 47 language tag, such as <c>en</c> or <c>pt-BR</c>.</summary>
    public required string Locale { get; init; }

    public string? JobTitle { get; init; }

    /// <summary>In E.164, such as <c>+4930123456</c>.</summary>
    public string? Phone { get; init; }

    /// <summary>Stands under the member's mails. Plain text of several lines: markup in it is text.</summary>
    public string? Signature { get; init; }

    public Preferences Preferences { get; init; } = new();

    public static ProfileFields Of(UserProfile profile) => new()
    {
        FullName = profile.FullName,
        TimeZone = profile.TimeZone,
        Locale = profile.Locale,
        JobTitle = profile.JobTitle,
        Phone = profile.Phone,
        Signature = profile.Signature,
        Preferences = profile.Preferences,
    };

    public void Fill(UserProfile profile)
    {
        (profile.FullName, profile.TimeZone, profile.Locale) = (FullName, TimeZone, Locale);
        (profile.JobTitle, profile.Phone, profile.Signature, profile.Preferences) = (JobTitle, Phone, Signature, Preferences);
    }
}

internal sealed class ProfileFieldsValidator : AbstractValidator<ProfileFields>
{
    private const string Language = @"^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*\z";

    public ProfileFieldsValidator()
    {
        RuleFor(f => f.FullName).NotEmpty().MaximumLength(200).PlainText().NoLink(); // mails to strangers say it
        RuleFor(f => f.TimeZone).NotEmpty().MaximumLength(64).Must(TimeZones.IsKnown).WithErrorCode("timeZone.unknown");
        RuleFor(f => f.Locale).NotEmpty().MaximumLength(35).Matches(Language).WithErrorCode("locale.malformed");
        RuleFor(f => f.JobTitle).MaximumLength(100).PlainText();
        RuleFor(f => f.Phone).MaximumLength(16).Matches(@"^\+[1-9][0-9]{6,14}\z").WithErrorCode("phone.malformed");
        RuleFor(f => f.Signature).MaximumLength(2000).Must(text => text?.Any(c => char.IsControl(c) && c is not ('\n' or '\t')) is not true).WithErrorCode("text.control");
        RuleFor(f => f.Preferences.NumberFormat).MaximumLength(35).Matches(Language).WithErrorCode("locale.malformed");
    }
}
