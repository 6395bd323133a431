using Crm.Kernel.Http;
using FluentValidation;

namespace Crm.Contacts.Stages;

/// <summary>What can be changed about a stage.</summary>
internal sealed record StageFields
{
    public required string Label { get; init; }
    public required StageCategory Category { get; init; }

    /// <summary>Its place in the order, from 0; beyond the last is last.</summary>
    public required int Position { get; init; }

    public static StageFields Of(StageView stage) => new() { Label = stage.Label, Category = stage.Category, Position = stage.Position };
}

internal sealed class StageFieldsValidator : AbstractValidator<StageFields>
{
    public static StageFieldsValidator Instance { get; } = new();

    public StageFieldsValidator()
    {
        RuleFor(s => s.Label).NotEmpty().MaximumLength(60).PlainText();
        RuleFor(s => s.Position).GreaterThanOrEqualTo(0);
    }
}
