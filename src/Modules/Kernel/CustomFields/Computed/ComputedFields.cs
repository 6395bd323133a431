using Crm.Kernel.Filters;
using Crm.Kernel.Lists;
using Marten;

namespace Crm.Kernel.CustomFields.Computed;

/// <summary>The formulas and roll-ups of a company, as expressions.</summary>
/// <param name="zone">The company's time zone.</param>
internal sealed class ComputedFields(CustomFieldSet set, IReadOnlyDictionary<string, RecordKind> kinds, IReadOnlyStoreOptions store, string zone)
{
    // One formula can name another, which is written out in its place.
    private const int LongestSql = 20_000;

    private readonly Dictionary<Guid, ComputedField> known = [];
    private readonly HashSet<Guid> under = [];

    /// <summary>All fields that a company gave its records of a kind, those that are computed among them.</summary>
    public IReadOnlyList<Field> FieldsOf(string record) => [.. set.Of(record).Select(f => CustomFieldTypes.IsComputed(f.Type) ? Of(f).Field : CustomFieldTypes.AsField(f))];

    public IReadOnlyList<ComputedField> Of(string record) => [.. set.Of(record).Where(f => CustomFieldTypes.IsComputed(f.Type)).Select(Of)];

    /// <summary>Ends the request if one of them means nothing.</summary>
    /// <param name="changed">The one whose definition is new.</param>
    public void Check(CustomField changed)
    {
        foreach (var field in set.Fields.Where(f => CustomFieldTypes.IsComputed(f.Type)).OrderBy(f => f.Id == changed.Id ? 0 : 1))
            try
            {
                Of(field);
            }
            catch (FormulaException wrong)
            {
                throw CustomFieldProblems.FormulaInvalid.With(field.Id == changed.Id ? wrong.Message : $"`custom.{field.Key}`, which is made of it, would mean nothing: {wrong.Message}", field.Type is CustomFieldType.Rollup && field.Id == changed.Id ? "/rollup" : "/formula");
            }
    }

    /// <summary>Throws a <see cref="FormulaException"/> if it means nothing.</summary>
    public ComputedField Of(CustomField definition)
    {
        if (known.TryGetValue(definition.Id, out var found)) return found;
        if (!under.Add(definition.Id)) throw new FormulaException($"`custom.{definition.Key}` is made of itself.");
        var seen = new Seen();
        Computation of;
        if (definition.Type is CustomFieldType.Rollup)
        {
            var rollup = definition.Rollup ?? throw new FormulaException("It needs a `rollup`.");
            if (!kinds.TryGetValue(rollup.Object, out var far)) throw new FormulaException($"There are no records called `{rollup.Object}`.");
            // Of what is rolled up only stored values count: figures over figures over all records would be too dear.
            (of, var field) = rollup.Compute(definition.Object, far with { Fields = far.Fields.With(set.Fields.Where(f => f.Object == far.Object && !CustomFieldTypes.IsComputed(f.Type)).Select(CustomFieldTypes.AsField)) }, store);
            seen.Permission = Rollup.PermissionOf(far);
            if (field is not null) seen.Behind.Add(field);
        }
        else of = Formula.Read(definition.Formula ?? throw new FormulaException("It needs a `formula`."), name => MemberOf(definition.Object, name, seen), zone);
        under.Remove(definition.Id);
        return known[definition.Id] = of.Sql.Length <= LongestSql ? ComputedField.Of(definition, of, seen) : throw new FormulaException("It is too long, with all that it is made of.");
    }

    private Computation MemberOf(string record, string name, Seen seen)
    {
        if (name.StartsWith("custom.", StringComparison.Ordinal) && set.Fields.FirstOrDefault(f => f.Object == record && $"custom.{f.Key}" == name) is { } own)
        {
            if (!CustomFieldTypes.IsComputed(own.Type)) return Plain(CustomFieldTypes.AsField(own));
            var other = Of(own);
            seen.Add(other.Field);
            return new(other.Field.Type, other.Field.Folded ? other.Field.Sql["lower(".Length..^1] : other.Field.Sql);
        }
        var field = kinds[record].Fields.Find(name) is { Name: not "text" } there ? there : throw new FormulaException($"There is no member `{name}`.");
        seen.Add(field);
        return Plain(field);
    }

    /// <summary>Texts as they were written: filters have many in lower case.</summary>
    private static Computation Plain(Field field) => field.Type switch
    {
        FieldType.Text => new(FieldType.Text, $"(d.data {string.Concat(field.Name.Split('.') is [.. var path, var last] ? [.. path.Select(part => $"-> '{part}' "), $"->> '{last}'"] : Array.Empty<string>())})"),
        FieldType.Number or FieldType.Boolean or FieldType.Day or FieldType.Moment => new(field.Type, $"({field.Sql})"),
        _ => throw new FormulaException($"`{field.Name}` is nothing to compute with."),
    };
}

/// <summary>What somebody must be allowed to see for a value not to tell them more.</summary>
internal sealed class Seen
{
    public HashSet<string> Tells { get; } = ["custom"];
    public string? Permission { get; set; }

    /// <summary>Fields of other records.</summary>
    public List<Field> Behind { get; } = [];

    public void Add(Field field)
    {
        Tells.UnionWith(field.Tells);
        Behind.AddRange(field.Behind);
        // Each with the permission of its own: there can be several.
        if (field.Permission is not null) Behind.Add(field);
    }
}
