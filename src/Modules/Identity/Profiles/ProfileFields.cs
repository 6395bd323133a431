using Crm.Kernel.Http;
using FluentValidation;

namespace Crm.Identity.Profiles;

/// <summary>What a person says of themselves.</summary>
internal sealed record ProfileFields
{
    public required string FullName { get; init; }

    /// <summary>IANA time zone.</summary>
    public required string TimeZone { get; init; }

    /// <summary>BCP 47 language tag, such as <c>en</c> or <c>pt-BR</c>.</summary>
    public required string Locale { get; init; }

    public static ProfileFields Of(UserProfile profile) => new() { FullName = profile.FullName, TimeZone = profile.TimeZone, Locale = profile.Locale };
}

internal sealed class ProfileFieldsValidator : AbstractValidator<ProfileFields>
{
    public ProfileFieldsValidator()
    {
        RuleFor(f => f.FullName).NotEmpty().MaximumLength(200).PlainText();
        RuleFor(f => f.TimeZone).NotEmpty().MaximumLength(64).Must(zone => TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)).WithErrorCode("timeZone.unknown");
        RuleFor(f => f.Locale).NotEmpty().MaximumLength(35).Matches(@"^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*\z").WithErrorCode("locale.malformed");
    }
}
