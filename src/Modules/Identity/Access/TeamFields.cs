using Crm.Kernel.Http;
using FluentValidation;

namespace Crm.Identity.Access;

/// <summary>What can be set on a team.</summary>
internal sealed record TeamFields
{
    public required string Name { get; init; }

    /// <summary>The team above it; who is in that one shares the records of this one.</summary>
    public Guid? ParentId { get; init; }
}

internal sealed class TeamFieldsValidator : AbstractValidator<TeamFields>
{
    public static TeamFieldsValidator Instance { get; } = new();

    public TeamFieldsValidator() => RuleFor(t => t.Name).NotEmpty().MaximumLength(60).PlainText();
}
