using System.Text.Json;

namespace Crm.Kernel.CustomFields;

/// <summary>A member that the company gave its records; its value stands under <c>custom</c>.</summary>
/// <param name="Object">The kind of record.</param>
/// <param name="Key">As filters and values name it: <c>custom.tier</c> has the key <c>tier</c>.</param>
/// <param name="Position">Its place among the fields of its object, from 0.</param>
/// <param name="Indexed">Whether filters and orders by it are to be fast.</param>
/// <param name="IndexReady">Whether they are; absent if they are not to be.</param>
/// <param name="Formula">Of a formula: what it computes.</param>
/// <param name="Rollup">Of a roll-up: what it adds up.</param>
/// <param name="Archived">Whether it is out of use. Values stay with their records until it is taken back.</param>
internal sealed record CustomFieldView(
    Guid Id, string Object, string Key, CustomFieldType Type, string Label, string? Description, string? Group, int Position, bool Required, bool Unique, JsonElement? Default,
    IReadOnlyList<CustomFieldOption>? Options, decimal? Min, decimal? Max, int? MaxLength, int? Decimals, bool Indexed, bool? IndexReady, string? Formula, Computed.Rollup? Rollup, bool Archived, DateTimeOffset CreatedAt)
{
    public static CustomFieldView Of(CustomFieldSet set, CustomField f) => new(
        f.Id, f.Object, f.Key, f.Type, f.Label, f.Description, f.Group, set.PositionOf(f), f.Required, f.Unique, f.Default, f.Options.Count == 0 ? null : f.Options, f.Min, f.Max, f.MaxLength, f.Decimals, f.Indexed, f.IndexSlot is null ? null : f.IndexReady, f.Formula, f.Rollup, f.Archived, f.CreatedAt);
}
