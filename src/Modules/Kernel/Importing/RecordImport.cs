using Crm.Kernel.Access;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Filters;
using Crm.Kernel.Organizations;
using Crm.Kernel.Problems;
using Crm.Kernel.Tags;
using Marten;

namespace Crm.Kernel.Importing;

/// <summary>How a kind of record comes into the house by files: what a module registers beside its <see cref="RecordKind"/>.</summary>
/// <param name="object">As its kind names it: <c>contact</c>.</param>
public abstract class RecordImport(string @object)
{
    public string Object => @object;

    /// <summary>What columns can go to, the company's own fields aside.</summary>
    public abstract IReadOnlyList<ImportField> Fields { get; }

    public abstract IReadOnlyList<ImportPreset> Presets { get; }

    /// <summary>The permission to write such records.</summary>
    public abstract string Write { get; }

    /// <summary>All that columns can go to.</summary>
    internal IReadOnlyList<ImportField> AllFields(CustomFieldSet set) =>
    [
        .. Fields,
        .. set.Of(Object).Where(f => !CustomFieldTypes.IsComputed(f.Type)).Select(f => new ImportField($"custom.{f.Key}", "custom", ImportProposal.Folded(f.Key), ImportProposal.Folded(f.Label)) { Custom = f, IsKey = f.Unique, IsList = f.Type is CustomFieldType.MultiSelect }),
    ];

    /// <summary>Takes rows over, or says what would become of them.</summary>
    internal abstract Task<IReadOnlyList<ImportedRow>> StepAsync(ImportStep work, IReadOnlyList<ImportRow> rows, CancellationToken ct);

    /// <summary>Creates records that others name and nobody has entered yet; those that break a rule stay out.</summary>
    /// <param name="wanted">What the row knows of each.</param>
    /// <returns>Ids by the key that was wanted.</returns>
    public virtual Task<IReadOnlyDictionary<string, Guid>> MakeAsync(ImportStep work, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> wanted, CancellationToken ct) =>
        throw new NotSupportedException($"A {Object} is not made by the way.");
}

/// <summary>What a step of an import works with.</summary>
public sealed class ImportStep
{
    public required IDocumentSession Session { get; init; }
    public required ImportTerms Terms { get; init; }
    public required bool DryRun { get; init; }
    public required Rights Rights { get; init; }
    public required string Actor { get; init; }
    public required DateTimeOffset Now { get; init; }
    public required CustomFieldSet CustomFields { get; init; }
    public required Organization Organization { get; init; }
    public required IEnumerable<RecordImport> Imports { get; init; }
    public required ImportLayout Layout { get; init; }
    public required RightsOf Members { get; init; }
    public required IEnumerable<RecordKind> Kinds { get; init; }

    public CellReading Reading => field ??= new(Terms);

    /// <summary>How the tags of the rows are written.</summary>
    public TagNames Tags { get; private set; } = new([], []);

    /// <summary>Names that the cells of the rows hold, and those that every row gets.</summary>
    internal async Task HoldTagsAsync(IReadOnlyList<ImportRow> rows, CancellationToken ct) =>
        Tags = await TagNames.HoldAsync(Session, [.. rows.SelectMany(r => r.All("tags")).SelectMany(CellReading.Several), .. Terms.Tags], ct);

    /// <summary>The header of the first of these fields that a column goes to.</summary>
    public string? ColumnOf(params IEnumerable<string> fields) => fields.Select(name => Layout.Columns.TryGetValue(name, out var columns) ? Layout.Headers[columns[0]] : null).FirstOrDefault(header => header is not null);

    /// <summary>The company's own values with those of the row; what it says there is none of is taken out.</summary>
    public IReadOnlyDictionary<string, System.Text.Json.JsonElement> Custom(ImportRow row, IReadOnlyDictionary<string, System.Text.Json.JsonElement> has)
    {
        var set = Layout.CustomFields;
        if (set.Count == 0) return has;
        var values = new Dictionary<string, System.Text.Json.JsonElement>(has);
        foreach (var field in set)
            if (row.All(field.Name) is { Count: > 0 } cells) values[field.Custom!.Key] = Reading.Custom(field.Custom, string.Join("; ", cells));
            else if (Terms.BlankCells is BlankCells.Clear) values.Remove(field.Custom!.Key);
        return values;
    }

    /// <summary>Messages that go out with the step.</summary>
    public List<object> Told { get; } = [];

    private readonly Dictionary<string, Guid?> owners = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Accounts of active members, by the ids and addresses that the cells name them by.</summary>
    public async Task<IReadOnlyDictionary<string, Guid?>> OwnersAsync(IEnumerable<string> named, CancellationToken ct)
    {
        var tenant = Guid.ParseExact(Session.TenantId, "n");
        var asked = named.Where(name => !owners.ContainsKey(name)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var name in asked.Where(name => Guid.TryParse(name, out _))) owners[name] = Guid.Parse(name) is var id && await Members.FindAsync(tenant, id, ct) is not null ? id : null;
        var mails = asked.Where(name => name.Contains('@')).ToList();
        var found = mails.Count == 0 ? new Dictionary<string, Guid>() : await Members.FindByEmailsAsync(tenant, mails, ct);
        foreach (var name in asked.Where(name => !owners.ContainsKey(name))) owners[name] = found.TryGetValue(name.Trim().ToLowerInvariant(), out var account) ? account : null;
        return owners;
    }

    /// <summary>Ids of live records of another kind within reach, by the values of one of their fields; values that several have are left out.</summary>
    /// <param name="field">As filters name it.</param>
    public async Task<IReadOnlyDictionary<string, Guid>> FindAsync(string @object, string field, IReadOnlyCollection<string> values, CancellationToken ct)
    {
        if (values.Count == 0) return new Dictionary<string, Guid>();
        var kind = Kinds.Single(k => k.Object == @object);
        var records = (RecordsAttribute)Attribute.GetCustomAttribute(kind.Document, typeof(RecordsAttribute))!;
        if (!Rights.Permissions.ContainsKey(records.Read)) return new Dictionary<string, Guid>();
        var (reach, known) = (Rights.Within(records.Read) ?? new("true"), kind.Fields.Fields.First(f => f.Name == field));
        var (from, key, match) = known.Type switch
        {
            Lists.FieldType.TextList => ($", unnest({known.Sql}) as k(key)", "k.key", $"{known.Sql} && ?::text[] and k.key = any(?::text[])"),
            _ => ("", $"({known.Sql})::text", known.Type is Lists.FieldType.Uuid ? $"{known.Sql} = any(?::uuid[]) and cardinality(?::text[]) >= 0" : $"{known.Sql} = any(?::text[]) and cardinality(?::text[]) >= 0"),
        };
        object asked = known.Type is Lists.FieldType.Uuid ? values.Select(v => Guid.TryParse(v, out var id) ? id : default).ToArray() : values.ToArray();
        var sql = $"select jsonb_build_object('key', {key}, 'record', min(d.id::text)) from {Session.DocumentStore.Options.Schema.For(kind.Document)} as d{from} where {match} and not d.mt_deleted and {reach.Sql} group by {key} having count(*) = 1";
        var found = await Session.AdvancedSql.QueryAsync<FoundRecord>(sql, ct, [asked, values.ToArray(), .. reach.Values]);
        return found.ToDictionary(f => f.Key, f => f.Record);
    }

    /// <summary>Ends the job if its starter's role may not set something that the rows set.</summary>
    internal void CheckRules(string record)
    {
        foreach (var member in Layout.Fields.SelectMany(f => f.Members).Concat(Terms.Tags.Count > 0 ? ["tags"] : []).Concat(Terms.OwnerId is null ? [] : ["ownerId"]))
            if (Rights.Of(record, member) != FieldAccess.Write) throw KernelProblems.FieldReadOnly.With($"`{member}` is not to be written by whoever started the import.");
    }

    private sealed record FoundRecord(string Key, Guid Record);
}
