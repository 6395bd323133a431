using Crm.Kernel.Access;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Duplicates;
using Marten;

namespace Crm.Kernel.Importing;

/// <summary>What is known of the records that a step's rows are about, and how it changes row by row.</summary>
internal sealed class ImportBatch<T> where T : OwnedResource, IMatchable
{
    private readonly Dictionary<Guid, ImportedRecord<T>> slots = [];
    private readonly List<ImportedRecord<T>> created = [];
    private readonly ISerializer serializer;

    private ImportBatch(ISerializer serializer) => this.serializer = serializer;

    public ImportClaims Claims { get; private set; } = new([]);
    public ImportClaims CustomClaims { get; private set; } = new([]);

    /// <summary>Members and contacts that cells name and that are there: <c>User:0198…</c>.</summary>
    public HashSet<string> Known { get; } = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<ImportedRecord<T>> Created => created;
    public IEnumerable<ImportedRecord<T>> Loaded => slots.Values.Where(slot => slot.Before is not null);

    public static async Task<ImportBatch<T>> LoadAsync(ImportStep step, RecordImport import, IReadOnlyList<ImportRow> rows, string[] customKeys, string[] keys,
        Func<IDocumentSession, string[], CancellationToken, Task<IEnumerable<(string, Guid)>>> load, CancellationToken ct)
    {
        var batch = new ImportBatch<T>(step.Session.DocumentStore.Options.Serializer());
        if (keys.Length > 0) batch.Claims = new(await load(step.Session, keys, ct));
        if (customKeys.Length > 0) batch.CustomClaims = new((await step.Session.LoadManyAsync<CustomClaim>(ct, customKeys)).Select(c => (c.Id, c.RecordId)));
        if (step.Terms.Mode is not ImportMode.Create && step.Terms.Key is { } key)
            await batch.LoadAsync(step, key == "id" ? rows.Select(r => Guid.TryParse(r["id"], out var id) ? id : default) : key.StartsWith("custom.", StringComparison.Ordinal) ? batch.CustomClaims.Holders : batch.Claims.Holders, ct);
        await batch.KnowAsync(step, rows, ct);
        return batch;
    }

    public ImportedRecord<T>? Find(Guid id) => slots.GetValueOrDefault(id);

    public void Add(ImportedRecord<T> slot)
    {
        slots[slot.Current.Id] = slot;
        created.Add(slot);
    }

    public void Drop(ImportedRecord<T> slot)
    {
        slots.Remove(slot.Current.Id);
        created.Remove(slot);
    }

    public string JsonOf(T record) => serializer.ToJson(record);

    /// <summary>Whoever has a value, as the importer may know it.</summary>
    public string Describe(Guid holder, string record) => slots.TryGetValue(holder, out var slot) && slot.Before is null ? "another row of the file" : $"{record} {holder}";

    /// <summary>Records that are likely to be what the rows would create, by the key they share.</summary>
    public async Task<Dictionary<string, ImportedRecord<T>?>> TwinsAsync(ImportStep step, CancellationToken ct)
    {
        var visible = LikelyDuplicates.Visible<T>().Select(r => r.Name + "|").ToArray();
        var keys = created.SelectMany(slot => slot.Current.DupKeys).Where(key => Array.Exists(visible, name => key.StartsWith(name, StringComparison.Ordinal))).Distinct().ToArray();
        var twins = new Dictionary<string, ImportedRecord<T>?>();
        if (keys.Length == 0) return twins;
        foreach (var found in await step.Session.WithAnyKeyAsync<T>(keys, ct))
        {
            if (!slots.TryGetValue(found.Id, out var slot)) slots[found.Id] = slot = new(found, found);
            foreach (var key in found.DupKeys.Intersect(keys)) twins.TryAdd(key, slot);
        }
        return twins;
    }

    private async Task LoadAsync(ImportStep step, IEnumerable<Guid> ids, CancellationToken ct)
    {
        var wanted = ids.Where(id => id != default).Distinct().ToArray();
        if (wanted.Length == 0) return;
        var reach = LikelyDuplicates.Reach<T>();
        foreach (var found in await step.Session.QueryAsync<T>($"where d.id = any(?::uuid[]) and not d.mt_deleted and {reach.Sql}", ct, [wanted, .. reach.Values])) slots[found.Id] = new(found, found);
    }

    private async Task KnowAsync(ImportStep step, IReadOnlyList<ImportRow> rows, CancellationToken ct)
    {
        foreach (var field in step.Layout.Fields.Where(f => f.Custom is { } custom && CustomFieldTypes.IsReference(custom.Type)))
        {
            var named = rows.Select(r => r[field.Name]).OfType<string>().Where(v => Guid.TryParse(v, out _)).Distinct().ToList();
            var there = field.Custom!.Type is CustomFieldType.User
                ? (await step.OwnersAsync(named, ct)).Where(o => o.Value is not null).Select(o => o.Key)
                : (await step.FindAsync(CustomFieldTypes.RecordOf(field.Custom.Type)!, "id", named, ct)).Keys;
            foreach (var id in there) Known.Add($"{field.Custom.Type}:{id}");
        }
    }
}

/// <summary>Who has which unique value: as the database has it, and as the rows change it.</summary>
internal sealed class ImportClaims(IEnumerable<(string Key, Guid Record)> stored)
{
    private readonly Dictionary<string, Guid> had = stored.ToDictionary(c => c.Key, c => c.Record);
    private readonly Dictionary<string, Guid?> moved = [];

    public IEnumerable<Guid> Holders => had.Values;

    /// <summary>Values that are given up, or change hands.</summary>
    public IEnumerable<string> Gone => moved.Where(m => had.TryGetValue(m.Key, out var was) ? was != m.Value : m.Value is null).Select(m => m.Key).Order(StringComparer.Ordinal);

    /// <summary>In the order in which everybody takes them, lest two wait for each other.</summary>
    public IEnumerable<(string Key, Guid Record)> Come => moved.Where(m => m.Value is { } now && (!had.TryGetValue(m.Key, out var was) || was != now)).Select(m => (m.Key, m.Value!.Value)).OrderBy(m => m.Key, StringComparer.Ordinal);

    public Guid? HolderOf(string key) => moved.TryGetValue(key, out var now) ? now : had.TryGetValue(key, out var was) ? was : null;

    public void Move(Guid record, IReadOnlyCollection<string> before, IReadOnlyCollection<string> after)
    {
        foreach (var key in before.Except(after)) moved[key] = null;
        foreach (var key in after.Except(before)) moved[key] = record;
    }
}
