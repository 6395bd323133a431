using System.Text.Json;
using Crm.Kernel.Problems;
using Marten;

namespace Crm.Kernel.CustomFields;

/// <summary>The custom fields of a company, in order. One document, so that one read has them all.</summary>
public sealed class CustomFieldSet : Resource
{
    public const int MostPerObject = 200;
    public const int MostComputed = 25;
    public static readonly Guid OnlyId = new("5f1c0de5-0000-7000-8000-c0570af1e1d5");

    public List<CustomField> Fields { get; set; } = [];

    public static async Task<CustomFieldSet> LoadAsync(IQuerySession session, CancellationToken ct) => await session.LoadAsync<CustomFieldSet>(OnlyId, ct) ?? new() { Id = OnlyId };

    /// <summary>Those in use, in order.</summary>
    public IEnumerable<CustomField> Of(string record) => Fields.Where(f => f.Object == record && !f.Archived);

    /// <summary>Keys of the claims that a record with these values has, on those that nobody else may have.</summary>
    public IEnumerable<string> UniqueKeys(string record, IReadOnlyDictionary<string, JsonElement> values) => values.Count == 0 ? [] :
        Fields.Where(f => f.Unique && f.Object == record && values.TryGetValue(f.Key, out var v) && v.ValueKind is not JsonValueKind.Null).Select(f => CustomClaim.KeyOf(f, values[f.Key]));

    public CustomField Get(Guid id) => Fields.FirstOrDefault(f => f.Id == id) ?? throw KernelProblems.NotFound.With();

    public int PositionOf(CustomField field) => Fields.Where(f => f.Object == field.Object).ToList().FindIndex(f => f.Id == field.Id);

    /// <returns>The field as it is kept.</returns>
    public CustomField Add(CustomField field, int? position)
    {
        if (Fields.Exists(f => f.Object == field.Object && f.Key == field.Key)) throw CustomFieldProblems.KeyTaken.With(pointer: "/key");
        if (CustomFieldTypes.IsComputed(field.Type) && Fields.Count(f => f.Object == field.Object && CustomFieldTypes.IsComputed(f.Type)) >= MostComputed) throw CustomFieldProblems.TooMany.With(pointer: "/type");
        if (Fields.Count(f => f.Object == field.Object) >= MostPerObject) throw CustomFieldProblems.TooMany.With();
        return Place(field, position ?? MostPerObject);
    }

    /// <returns>The field as it is kept.</returns>
    public CustomField Replace(CustomField field, int position)
    {
        Fields.RemoveAll(f => f.Id == field.Id);
        return Place(field, position);
    }

    public void Save(IDocumentSession session, string actor, DateTimeOffset now)
    {
        var isNew = Version == 0;
        Touch(actor, now);
        if (isNew) session.Insert(this);
        else session.UpdateRevision(this, Version + 1);
    }

    private CustomField Place(CustomField field, int position)
    {
        field = WithSlot(field);
        var others = Fields.Where(f => f.Object == field.Object).ToList();
        var next = position < others.Count ? Fields.IndexOf(others[Math.Max(0, position)]) : Fields.Count;
        Fields.Insert(next, field);
        return field;
    }

    private CustomField WithSlot(CustomField field)
    {
        if (!field.Indexed || field.Archived) return field with { IndexSlot = null, IndexReady = false };
        if (field.IndexSlot is not null) return field;
        var free = Enumerable.Range(1, CustomIndexes.MostPerObject).Except(Fields.Where(f => f.Object == field.Object).Select(f => f.IndexSlot ?? 0)).ToList();
        return free is [var slot, ..] ? field with { IndexSlot = slot } : throw CustomFieldProblems.TooManyIndexed.With(pointer: "/indexed");
    }
}
