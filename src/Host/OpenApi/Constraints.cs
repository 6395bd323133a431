using System.Globalization;
using FluentValidation.Validators;
using NJsonSchema;

namespace Crm.Host.OpenApi;

/// <summary>What the validators demand of one member, as far as a schema can say it.</summary>
internal sealed class Constraints
{
    private int? minLength;
    private int? maxLength;
    private string? pattern;
    private string? format;
    private (decimal Value, bool Exclusive)? minimum;
    private (decimal Value, bool Exclusive)? maximum;
    private bool filled;

    public bool Required { get; private set; }

    public void Add(IPropertyValidator validator)
    {
        switch (validator)
        {
            case INotNullValidator: Required = true; break;
            case INotEmptyValidator: Required = filled = true; break;
            case ILengthValidator length:
                if (length.Min > 0) minLength = length.Min;
                if (length.Max > 0) maxLength = length.Max;
                break;
            case IRegularExpressionValidator expression: pattern = expression.Expression.Replace(@"\z", "$"); break; // to ECMAScript, where $ is the very end
            case IEmailValidator: format = JsonFormatStrings.Email; break;
            case IBetweenValidator between:
                var exclusive = between.Name == "ExclusiveBetweenValidator";
                minimum = Number(between.From) is { } from ? (from, exclusive) : minimum;
                maximum = Number(between.To) is { } to ? (to, exclusive) : maximum;
                break;
            case IComparisonValidator { ValueToCompare: { } value, Comparison: var comparison } when Number(value) is { } number:
                if (comparison is Comparison.GreaterThan or Comparison.GreaterThanOrEqual) minimum = (number, comparison is Comparison.GreaterThan);
                if (comparison is Comparison.LessThan or Comparison.LessThanOrEqual) maximum = (number, comparison is Comparison.LessThan);
                break;
        }
    }

    public void ApplyTo(JsonSchema schema)
    {
        if (schema.Type is JsonObjectType.Array)
        {
            if (filled) schema.MinItems = Math.Max(schema.MinItems, 1);
            return;
        }
        if (schema.Type is JsonObjectType.String)
        {
            schema.MinLength = minLength ?? (filled && schema.Format is null ? 1 : schema.MinLength);
            schema.MaxLength = maxLength ?? schema.MaxLength;
            schema.Pattern = pattern ?? schema.Pattern;
            schema.Format = format ?? schema.Format;
        }
        if (minimum is { } low) (schema.Minimum, schema.IsExclusiveMinimum) = (low.Value, low.Exclusive);
        if (maximum is { } high) (schema.Maximum, schema.IsExclusiveMaximum) = (high.Value, high.Exclusive);
    }

    private static decimal? Number(object value) =>
        value is byte or short or int or long or float or double or decimal ? Convert.ToDecimal(value, CultureInfo.InvariantCulture) : null;
}
