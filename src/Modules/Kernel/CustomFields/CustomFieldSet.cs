using Crm.Kernel.Problems;
using Marten;

namespace Crm.Kernel.CustomFields;

/// <summary>The custom fields of a company, in order. One document, so that one read has them all.</summary>
public sealed class CustomFieldSet : Resource
{
    public const int MostPerObject = 200;
    public static readonly Guid OnlyId = new("5f1c0de5-0000-7000-8000-c0570af1e1d5");

    public List<CustomField> Fields { get; set; } = [];

    public static async Task<CustomFieldSet> LoadAsync(IQuerySession session, CancellationToken ct) => await session.LoadAsync<CustomFieldSet>(OnlyId, ct) ?? new() { Id = OnlyId };

    /// <summary>Those in use, in order.</summary>
    public IEnumerable<CustomField> Of(string record) => Fields.Where(f => f.Object == record && !f.Archived);

    public CustomField Get(Guid id) => Fields.FirstOrDefault(f => f.Id == id) ?? throw KernelProblems.NotFound.With();

    public int PositionOf(CustomField field) => Fields.Where(f => f.Object == field.Object).ToList().FindIndex(f => f.Id == field.Id);

    public void Add(CustomField field, int? position)
    {
        if (Fields.Exists(f => f.Object == field.Object && f.Key == field.Key)) throw CustomFieldProblems.KeyTaken.With(pointer: "/key");
        if (Fields.Count(f => f.Object == field.Object) >= MostPerObject) throw CustomFieldProblems.TooMany.With();
        Place(field, position ?? MostPerObject);
    }

    public void Replace(CustomField field, int position)
    {
        Fields.RemoveAll(f => f.Id == field.Id);
        Place(field, position);
    }

    public void Save(IDocumentSession session, string actor, DateTimeOffset now)
    {
        var isNew = Version == 0;
        Touch(actor, now);
        if (isNew) session.Insert(this);
        else session.UpdateRevision(this, Version + 1);
    }

    private void Place(CustomField field, int position)
    {
        var others = Fields.Where(f => f.Object == field.Object).ToList();
        var next = position < others.Count ? Fields.IndexOf(others[Math.Max(0, position)]) : Fields.Count;
        Fields.Insert(next, field);
    }
}
