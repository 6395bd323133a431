using System.Text.Json;
using Crm.Kernel.Access;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Duplicates;
using Crm.Kernel.Problems;
using Crm.Kernel.Tags;
using FluentValidation;
using Marten;

namespace Crm.Kernel.Importing;

/// <summary>A record on its way through a work.</summary>
/// <param name="before">As it is stored; null for a new one.</param>
public sealed class ImportedRecord<T>(T? before, T current) where T : class
{
    public T? Before => before;
    public T Current { get; internal set; } = current;
    internal string Json { get; set; } = "";
    internal bool Changed { get; set; }
    internal List<(int Row, RowVerdict Verdict)> Rows { get; } = [];
}

/// <summary>The import of records that a client sets as <typeparamref name="TFields"/>, whose unique values are rows of <typeparamref name="TClaim"/>.</summary>
public abstract class RecordImport<T, TFields, TClaim, TSetting>(string @object) : RecordImport(@object)
    where T : OwnedResource, IMatchable where TFields : class where TClaim : notnull where TSetting : notnull
{
    protected abstract IValidator<TFields> Rules { get; }
    protected abstract ProblemType Taken { get; }
    protected abstract ProblemType Duplicate { get; }

    public override string Write => Records.Write;

    private static RecordsAttribute Records => (RecordsAttribute)Attribute.GetCustomAttribute(typeof(T), typeof(RecordsAttribute))!;

    /// <summary>Asks all that the rows need to know, once.</summary>
    protected abstract Task<TSetting> PrepareAsync(ImportStep work, IReadOnlyList<ImportRow> rows, CancellationToken ct);

    /// <summary>What a client would set to leave the record as it is; null for a new one.</summary>
    protected abstract TFields FieldsOf(T? record, ImportStep work);

    /// <summary>What a client would set to have what the row says. What cannot be found is an error.</summary>
    protected abstract TFields Apply(TFields fields, ImportRow row, bool isNew, ImportStep work, TSetting setting, List<RowError> errors);

    protected abstract IReadOnlyDictionary<string, JsonElement> CustomOf(TFields fields);
    protected abstract IReadOnlyDictionary<string, JsonElement> CustomOf(T record);

    /// <summary>The record as it is then, with id, revision and dates still to be given. Ends with a problem if it breaks a rule.</summary>
    protected abstract T Build(TFields fields, IReadOnlyDictionary<string, JsonElement> custom, T? before, ImportStep work, TSetting setting);

    /// <summary>What is lacking to the twin of what was built.</summary>
    protected abstract TFields Fill(TFields twin, TFields sent, T draft);

    /// <summary>The unique values that the record has, normalised.</summary>
    protected abstract IEnumerable<string> ClaimsOf(T record);

    /// <summary>The unique values in the row, normalised, the main one first.</summary>
    protected abstract IEnumerable<string> ClaimsOf(ImportRow row);

    /// <summary>The field whose values those are.</summary>
    protected abstract string ClaimField { get; }

    protected abstract TClaim Claim(string key, Guid record);
    protected abstract (string Key, Guid Record) Holder(TClaim claim);

    /// <summary>Tells others.</summary>
    protected abstract Task TellAsync(ImportStep work, TSetting setting, IReadOnlyList<T> created, IReadOnlyList<(T Before, T After)> changed, CancellationToken ct);

    internal override async Task<IReadOnlyList<ImportedRow>> StepAsync(ImportStep work, IReadOnlyList<ImportRow> rows, CancellationToken ct)
    {
        work.CheckRules(Object);
        await work.HoldTagsAsync(rows, ct);
        var setting = await PrepareAsync(work, rows, ct);
        var batch = await ImportBatch<T>.LoadAsync(work, this, rows, CustomKeys(work, rows), ClaimKeys(rows), LoadClaimsAsync, ct);
        var results = new ImportedRow[rows.Count];
        for (var i = 0; i < rows.Count; i++) Take(i, rows[i], work, setting, batch, results);
        if (work.Terms.OnDuplicate is not OnLikelyDuplicate.Allow && work.Terms.Mode is not ImportMode.Update) await SettleTwinsAsync(rows, work, setting, batch, results, ct);
        if (!work.DryRun) await StoreAsync(work, setting, batch, ct);
        return results;
    }

    private void Take(int i, ImportRow row, ImportStep work, TSetting setting, ImportBatch<T> batch, ImportedRow[] results)
    {
        var errors = new List<RowError>();
        ImportedRecord<T>? slot = null;
        try
        {
            if (row.Table.Problem is { } spoilt) errors.Add(new(null, spoilt, Tables.TableRow.Explain(spoilt)));
            else if (row.Table.Cells.Skip(work.Layout.Headers.Count).Any(cell => !string.IsNullOrWhiteSpace(cell))) errors.Add(new(null, "import.ragged", "The row has more cells than the header."));
            else slot = Change(row, work, setting, batch, errors, i);
        }
        catch (ProblemException problem)
        {
            errors.AddRange(problem.Errors?.Select(e => new RowError(work.Layout.ColumnOf(e.Pointer), e.Code, e.Message)) ?? [new(null, problem.Type.Code, problem.Detail ?? problem.Type.Title)]);
        }
        results[i] = errors.Count > 0 || slot is null ? new(row.Number, RowVerdict.Error, null, errors, row.Table.Cells) : new(row.Number, slot.Rows[^1].Verdict, slot.Before?.Id ?? (work.DryRun ? null : slot.Current.Id), null, null);
    }

    private ImportedRecord<T>? Change(ImportRow row, ImportStep work, TSetting setting, ImportBatch<T> batch, List<RowError> errors, int i)
    {
        var (slot, problem) = Find(row, work, batch);
        if (problem is not null)
        {
            errors.Add(problem);
            return null;
        }
        if (slot?.Before is { } stored && !work.Rights.Reach(Records.Write, stored.OwnerId)) throw KernelProblems.RecordReadOnly.With();
        var (before, isNew) = (slot?.Current, slot?.Before is null);
        var fields = Apply(FieldsOf(before, work), row, before is null, work, setting, errors);
        if (errors.Count > 0) return null;
        if (Build(fields, before, slot?.Before, row, work, setting, batch, errors) is not { } next) return null;

        if (slot is null)
        {
            next.Touch(work.Actor, work.Now);
            slot = new(null, next) { Changed = true };
            batch.Add(slot);
        }
        else
        {
            (next.Id, next.Version, next.CreatedAt, next.CreatedBy, next.UpdatedAt, next.UpdatedBy) = (slot.Current.Id, slot.Current.Version, slot.Current.CreatedAt, slot.Current.CreatedBy, slot.Current.UpdatedAt, slot.Current.UpdatedBy);
            if (slot.Json.Length == 0) slot.Json = batch.JsonOf(slot.Current);
            var json = batch.JsonOf(next);
            if (json == slot.Json)
            {
                slot.Rows.Add((i, RowVerdict.Unchanged));
                return slot;
            }
            (slot.Changed, slot.Json) = (true, json);
        }
        batch.Claims.Move(slot.Current.Id, before is null ? [] : [.. ClaimsOf(before)], [.. ClaimsOf(next)]);
        batch.CustomClaims.Move(slot.Current.Id, before is null ? [] : Keys(work, CustomOf(before)), Keys(work, CustomOf(next)));
        slot.Current = next;
        slot.Rows.Add((i, isNew && slot.Rows.Count == 0 ? RowVerdict.Create : RowVerdict.Update));
        return slot;
    }

    /// <summary>The record by the same rules as a client's request makes it, and by the same validators.</summary>
    private T? Build(TFields fields, T? before, T? stored, ImportRow row, ImportStep work, TSetting setting, ImportBatch<T> batch, List<RowError> errors)
    {
        var verdict = Rules.Validate(fields);
        if (!verdict.IsValid) throw ValidationProblem.OfBody(verdict.Errors);
        var custom = CustomChanges.Settle(work.CustomFields, Object, before is null ? null : CustomOf(before), CustomOf(fields), work.Organization.Country);
        foreach (var (field, _, after) in custom.Changed)
            if (after is { } named && CustomFieldTypes.IsReference(field.Type) && !batch.Known.Contains($"{field.Type}:{named.GetString()}")) errors.Add(new(work.Layout.ColumnOf($"/custom/{field.Key}"), "customField.nobody", "There is nobody with this id."));
        var next = Build(fields, custom.Values, before, work, setting);
        var id = stored?.Id ?? before?.Id;
        foreach (var key in ClaimsOf(next))
            if (batch.Claims.HolderOf(key) is { } holder && holder != id) errors.Add(new(work.Layout.ColumnOf($"/{ClaimField}"), Taken.Code, $"{key} belongs to {batch.Describe(holder, Object)}."));
        foreach (var key in Keys(work, custom.Values))
            if (batch.CustomClaims.HolderOf(key) is { } holder && holder != id) errors.Add(new(work.Layout.ColumnOf($"/custom/{key.Split('.')[1]}"), CustomFieldProblems.ValueTaken.Code, $"{CustomFieldProblems.ValueTaken.Title}: {batch.Describe(holder, Object)}."));
        return errors.Count == 0 ? next : null;
    }

    private (ImportedRecord<T>? Slot, RowError? Problem) Find(ImportRow row, ImportStep work, ImportBatch<T> batch)
    {
        if (work.Terms.Mode is ImportMode.Create || work.Terms.Key is not { } key) return (null, null);
        Guid? id = key == "id" ? Guid.TryParse(row["id"], out var said) ? said : null
            : key.StartsWith("custom.", StringComparison.Ordinal) ? CustomKey(work, row, key) is { } claim ? batch.CustomClaims.HolderOf(claim) : null
            : ClaimsOf(row).Select(batch.Claims.HolderOf).FirstOrDefault(holder => holder is not null);
        var slot = id is null ? null : batch.Find(id.Value);
        if (slot is not null) return (slot, null);
        if (id is not null && key != "id") return (null, new(work.Layout.ColumnOf($"/{ClaimField}"), Taken.Code, "It belongs to a record out of your reach."));
        return work.Terms.Mode is ImportMode.Update || (id is not null && key == "id") ? (null, new(work.Layout.ColumnOf($"/{key.Replace('.', '/')}"), "import.notFound", "There is no such record.")) : (null, null);
    }

    private async Task SettleTwinsAsync(IReadOnlyList<ImportRow> rows, ImportStep work, TSetting setting, ImportBatch<T> batch, ImportedRow[] results, CancellationToken ct)
    {
        var twins = await batch.TwinsAsync(work, ct);
        foreach (var slot in batch.Created.ToList())
        {
            var keys = slot.Current.DupKeys;
            if (keys.Select(twins.GetValueOrDefault).FirstOrDefault(t => t is not null) is not { } twin)
            {
                foreach (var key in keys) twins.TryAdd(key, slot);
                continue;
            }
            batch.Drop(slot);
            batch.Claims.Move(slot.Current.Id, [.. ClaimsOf(slot.Current)], []);
            batch.CustomClaims.Move(slot.Current.Id, Keys(work, CustomOf(slot.Current)), []);
            foreach (var (i, _) in slot.Rows)
            {
                if (work.Terms.OnDuplicate is OnLikelyDuplicate.Merge) results[i] = Merged(i, rows[i], twin, slot.Current, work, setting, batch);
                else results[i] = new(rows[i].Number, RowVerdict.Skipped, twin.Before?.Id ?? (work.DryRun ? null : twin.Current.Id), [new(null, Duplicate.Code, $"{Duplicate.Title}: {twin.Current.NameToTell()}.")], rows[i].Table.Cells);
            }
        }
    }

    private ImportedRow Merged(int i, ImportRow row, ImportedRecord<T> twin, T draft, ImportStep work, TSetting setting, ImportBatch<T> batch)
    {
        var errors = new List<RowError>();
        try
        {
            if (twin.Before is { } stored && !work.Rights.Reach(Records.Write, stored.OwnerId)) throw KernelProblems.RecordReadOnly.With();
            var fields = Fill(FieldsOf(twin.Current, work), FieldsOf(draft, work), draft);
            if (Build(fields, twin.Current, twin.Before, row, work, setting, batch, errors) is { } next)
            {
                var was = twin.Current;
                (next.Id, next.Version, next.CreatedAt, next.CreatedBy, next.UpdatedAt, next.UpdatedBy) = (was.Id, was.Version, was.CreatedAt, was.CreatedBy, was.UpdatedAt, was.UpdatedBy);
                var changed = batch.JsonOf(was) != batch.JsonOf(next);
                if (changed)
                {
                    batch.Claims.Move(was.Id, [.. ClaimsOf(was)], [.. ClaimsOf(next)]);
                    batch.CustomClaims.Move(was.Id, Keys(work, CustomOf(was)), Keys(work, CustomOf(next)));
                    (twin.Current, twin.Changed, twin.Json) = (next, true, "");
                }
                return new(row.Number, changed ? RowVerdict.Update : RowVerdict.Unchanged, twin.Before?.Id, null, null);
            }
        }
        catch (ProblemException problem)
        {
            errors.AddRange(problem.Errors?.Select(e => new RowError(work.Layout.ColumnOf(e.Pointer), e.Code, e.Message)) ?? [new(null, problem.Type.Code, problem.Detail ?? problem.Type.Title)]);
        }
        return new(row.Number, RowVerdict.Error, null, errors, row.Table.Cells);
    }

    private async Task StoreAsync(ImportStep work, TSetting setting, ImportBatch<T> batch, CancellationToken ct)
    {
        var created = batch.Created.Select(slot => slot.Current).ToList();
        var changed = batch.Loaded.Where(slot => slot.Changed).ToList();
        foreach (var slot in changed) slot.Current.Touch(work.Actor, work.Now);
        await work.Tags.BringAsync(work.Session, [.. created.Concat(changed.Select(slot => slot.Current)).OfType<ITagged>()], work.Actor, work.Now, ct);
        await work.Session.DeleteSetAsync<TClaim>([.. batch.Claims.Gone], ct);
        await work.Session.DeleteSetAsync<CustomClaim>([.. batch.CustomClaims.Gone], ct);
        await work.Session.InsertSetAsync(batch.Claims.Come.Select(c => Claim(c.Key, c.Record)).ToList(), ct);
        await work.Session.InsertSetAsync(batch.CustomClaims.Come.Select(c => new CustomClaim { Id = c.Key, RecordId = c.Record }).ToList(), ct);
        await work.Session.UpdateSetAsync(changed.Select(slot => slot.Current).ToList(), ct);
        await work.Session.InsertSetAsync(created, ct);
        await TellAsync(work, setting, created, [.. changed.Select(slot => (slot.Before!, slot.Current))], ct);
    }

    private string[] ClaimKeys(IReadOnlyList<ImportRow> rows) => [.. rows.Where(r => r.Table.Problem is null).SelectMany(ClaimsOf).Distinct().Order(StringComparer.Ordinal)];

    private async Task<IEnumerable<(string, Guid)>> LoadClaimsAsync(IDocumentSession session, string[] keys, CancellationToken ct) => (await session.LoadManyAsync<TClaim>(ct, keys)).Select(Holder);

    /// <summary>Keys of the record's values that nobody else may have.</summary>
    private string[] Keys(ImportStep work, IReadOnlyDictionary<string, JsonElement> values) => values.Count == 0 ? [] :
        [.. work.CustomFields.Of(Object).Where(f => f.Unique && values.TryGetValue(f.Key, out var v) && v.ValueKind is not JsonValueKind.Null).Select(f => CustomClaim.KeyOf(f, values[f.Key]))];

    private static string? CustomKey(ImportStep work, ImportRow row, string name) =>
        work.Layout.Fields.FirstOrDefault(f => f.Name == name)?.Custom is { } field && row[name] is { } cell && CustomValue.Read(field, work.Reading.Custom(field, cell), work.Organization.Country, null).Value is { } value ? CustomClaim.KeyOf(field, value) : null;

    private static string[] CustomKeys(ImportStep work, IReadOnlyList<ImportRow> rows)
    {
        var unique = work.Layout.Fields.Where(f => f.Custom is { Unique: true }).ToList();
        return unique.Count == 0 ? [] : [.. rows.Where(r => r.Table.Problem is null).SelectMany(row => unique.Select(f => CustomKey(work, row, f.Name))).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
    }
}
