using System.Net;
using Crm.Kernel.Http;
using FluentValidation;

namespace Crm.Contacts.Consents;

/// <summary>What a contact allowed, or did not.</summary>
internal sealed record ConsentFields
{
    /// <summary>Key of a purpose.</summary>
    public required string Purpose { get; init; }

    /// <summary><c>given</c>, <c>withdrawn</c> or <c>refused</c>.</summary>
    public required ConsentStatus Status { get; init; }

    /// <summary>Why data may be processed for the purpose.</summary>
    public LawfulBasis Basis { get; init; } = LawfulBasis.Consent;

    public required ConsentSource Source { get; init; }
    public ConsentProof? Proof { get; init; }

    /// <summary>When it was said; now unless something else is.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Until when what was given holds.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

internal sealed class ConsentFieldsValidator : AbstractValidator<ConsentFields>
{
    public ConsentFieldsValidator(TimeProvider clock)
    {
        RuleFor(c => c.Status).Must(s => s is not ConsentStatus.Expired).WithErrorCode("status.expired").WithMessage("What was given for a time expires by itself.");
        RuleFor(c => c.Proof!).SetValidator(new ConsentProofValidator()).When(c => c.Proof is not null);
        RuleFor(c => c.At).Must(at => at is null || (at <= clock.GetUtcNow().AddMinutes(5) && at > DateTimeOffset.UnixEpoch)).WithErrorCode("at.future").WithMessage("It was said in the past.");
        RuleFor(c => c.ExpiresAt).Must((c, until) => until is null || (c.Status is ConsentStatus.Given && until > (c.At ?? clock.GetUtcNow()) && until < clock.GetUtcNow().AddYears(100)))
            .WithErrorCode("expiresAt.unfit").WithMessage("Only what is given ends, and after it began.");
    }
}

internal sealed class ConsentProofValidator : AbstractValidator<ConsentProof>
{
    public ConsentProofValidator()
    {
        RuleFor(p => p.Text).MaximumLength(10_000);
        RuleFor(p => p.Url).MaximumLength(2000).Must(url => url is null || (Uri.TryCreate(url, UriKind.Absolute, out var page) && page.Scheme is "http" or "https" && !url.Any(char.IsControl)))
            .WithErrorCode("url.invalid").WithMessage("Not the address of a page, such as https://acme.example.");
        RuleFor(p => p.Ip).MaximumLength(45).Must(ip => ip is null || IPAddress.TryParse(ip, out _)).WithErrorCode("ip.invalid").WithMessage("Not an IP address.");
        RuleFor(p => p.WordingVersion).MaximumLength(100).PlainText();
    }
}
