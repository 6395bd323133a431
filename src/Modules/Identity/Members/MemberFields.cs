using FluentValidation;

namespace Crm.Identity.Members;

/// <summary>What can be changed about a member.</summary>
internal sealed record MemberFields
{
    /// <summary>A built-in role's name, or a custom role's id.</summary>
    public required string Role { get; init; }

    /// <summary><c>active</c> or <c>suspended</c>.</summary>
    public required string Status { get; init; }
}

internal sealed class MemberFieldsValidator : AbstractValidator<MemberFields>
{
    public const string Active = "active";
    public const string Suspended = "suspended";
    public static MemberFieldsValidator Instance { get; } = new();

    public MemberFieldsValidator()
    {
        RuleFor(m => m.Role).NotEmpty().MaximumLength(64);
        RuleFor(m => m.Status).Must(status => status is Active or Suspended).WithErrorCode("status.unknown").WithMessage("A member is `active` or `suspended`.");
    }
}
