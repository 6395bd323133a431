using System.Text.Json;
using Crm.Kernel.Http;
using FluentValidation;

namespace Crm.Kernel.CustomFields;

/// <summary>What can be changed about a custom field.</summary>
internal record CustomFieldFields
{
    public required string Label { get; init; }
    public string? Description { get; init; }

    /// <summary>Heading under which forms show it.</summary>
    public string? Group { get; init; }

    /// <summary>Its place among the fields of its object, from 0; left out, it comes last.</summary>
    public int? Position { get; init; }

    /// <summary>Every record that is written from now on needs a value.</summary>
    public bool Required { get; init; }

    /// <summary>What a new record gets that says nothing.</summary>
    public JsonElement? Default { get; init; }

    /// <summary>Of a select, up to 500. One that is left out is archived: records that have it keep it.</summary>
    public IReadOnlyList<CustomFieldOption> Options { get; init; } = [];

    /// <summary>The least number.</summary>
    public decimal? Min { get; init; }

    /// <summary>The greatest number.</summary>
    public decimal? Max { get; init; }

    /// <summary>Characters of a text.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Digits behind the point.</summary>
    public int? Decimals { get; init; }

    /// <summary>Makes filters and orders by it fast however many records there are. Built while everybody goes on working; up to ten fields of a kind of record.</summary>
    public bool Indexed { get; init; }

    /// <summary>
    /// Of a formula, for example <c>if(custom.seats >= 100, custom.price * 0.9, custom.price)</c>: members as filters name them; <c>+ - * / %</c>, <c>&amp;</c> to join texts, <c>= != &lt; &lt;= > >=</c>,
    /// <c>and or not</c>, 'texts', numbers, true, false, null; days plus and minus numbers of days; the functions if, coalesce, round, floor, ceil, abs, min, max, concat, upper, lower, trim, length, left,
    /// right, contains, startsWith, today, day, year, month, dayOfMonth, weekday (1 is Monday) and addMonths.
    /// </summary>
    public string? Formula { get; init; }

    /// <summary>Of a roll-up: what is counted or added up.</summary>
    public Computed.Rollup? Rollup { get; init; }

    public static CustomFieldFields Of(CustomFieldSet set, CustomField f) => new()
    {
        Label = f.Label,
        Description = f.Description,
        Group = f.Group,
        Position = set.PositionOf(f),
        Required = f.Required,
        Default = f.Default,
        Options = f.Options,
        Min = f.Min,
        Max = f.Max,
        MaxLength = f.MaxLength,
        Decimals = f.Decimals,
        Indexed = f.Indexed,
        Formula = f.Formula,
        Rollup = f.Rollup,
    };

    public CustomField WriteTo(CustomField field) => field with
    {
        Label = Label.Trim(),
        Description = Description,
        Group = Group?.Trim(),
        Required = Required,
        Default = Default,
        Options = [.. Options, .. field.Options.Where(o => !Options.Any(kept => kept.Key == o.Key)).Select(o => o with { Archived = true })],
        Min = Min,
        Max = Max,
        MaxLength = MaxLength,
        Decimals = Decimals,
        Indexed = Indexed,
        Formula = Formula,
        Rollup = Rollup,
    };
}

internal sealed class CustomFieldFieldsValidator : AbstractValidator<CustomFieldFields>
{
    public static CustomFieldFieldsValidator Instance { get; } = new();

    public CustomFieldFieldsValidator()
    {
        RuleFor(f => f.Label).NotEmpty().MaximumLength(100).PlainText();
        RuleFor(f => f.Description).MaximumLength(500);
        RuleFor(f => f.Group).MaximumLength(100).PlainText();
        RuleFor(f => f.Position).GreaterThanOrEqualTo(0);
        RuleFor(f => f.Options).Must(o => o.Count <= 500).WithErrorCode("options.tooMany").WithMessage("At most 500 options.")
            .Must(o => o.DistinctBy(x => x.Key).Count() == o.Count).WithErrorCode("options.twice").WithMessage("A key is there twice.");
        RuleForEach(f => f.Options).ChildRules(option =>
        {
            option.RuleFor(o => o.Key).NotEmpty().Matches(@"^[a-zA-Z0-9][a-zA-Z0-9_-]{0,59}\z");
            option.RuleFor(o => o.Label).NotEmpty().MaximumLength(100).PlainText();
            option.RuleFor(o => o.Color).Matches("^#[0-9a-fA-F]{6}\\z");
        });
        RuleFor(f => f.MaxLength).InclusiveBetween(1, 20_000);
        RuleFor(f => f.Decimals).InclusiveBetween(0, 10);
        RuleFor(f => f.Formula).MaximumLength(Computed.Formula.Longest).Must(text => text?.Contains('\0') is not true).WithMessage("No text holds the character U+0000.");
        RuleFor(f => f.Rollup!).ChildRules(rollup =>
        {
            rollup.RuleFor(r => r.Object).NotEmpty().MaximumLength(40);
            rollup.RuleFor(r => r.Relation).MaximumLength(60);
            rollup.RuleFor(r => r.Field).MaximumLength(100);
        }).When(f => f.Rollup is not null);
        RuleFor(f => f.Max).GreaterThanOrEqualTo(f => f.Min).When(f => f.Min is not null && f.Max is not null);
    }
}
