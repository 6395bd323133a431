using System.Reflection;
using System.Text.Json;
using Crm.Contracts.Identity;
using Crm.Kernel.Access;
using Crm.Kernel.Filters;
using Crm.Kernel.Organizations;
using Crm.Kernel.Problems;
using Marten;

namespace Crm.Kernel.CustomFields;

/// <summary>What custom values need beyond their own shape: nobody else to have one that is unique, and somebody to be there whom one names.</summary>
public sealed class CustomValues(IDocumentSession session, IMemberDirectory members, IEnumerable<RecordKind> kinds)
{
    /// <summary>What is asked for, held against the definitions, and the country whose phone numbers need no prefix.</summary>
    /// <param name="before">Null for a new record.</param>
    public async Task<(CustomChanges Changes, string? Country)> ReadAsync(string kind, IReadOnlyDictionary<string, JsonElement>? before, IReadOnlyDictionary<string, JsonElement> asked, CancellationToken ct)
    {
        var batch = session.CreateBatchQuery();
        var (set, organization) = (batch.Load<CustomFieldSet>(CustomFieldSet.OnlyId), batch.Load<Organization>(Organization.OnlyId));
        await batch.Execute(ct);
        var country = (await organization)?.Country;
        return (CustomChanges.Settle(await set ?? new(), kind, before, asked, country), country);
    }

    /// <summary>Takes what the record has come to have and gives up what it has no more, in the session's transaction. Costs nothing unless such a value changed.</summary>
    public async Task SettleAsync(Guid record, CustomChanges changes, CancellationToken ct)
    {
        foreach (var (field, _, after) in changes.Changed)
            if (after is { } id && CustomFieldTypes.IsReference(field.Type) && !await IsThereAsync(field, Guid.Parse(id.GetString()!), ct))
                throw new ProblemException(KernelProblems.ValidationFailed) { Errors = [new($"/custom/{field.Key}", "customField.nobody", "There is nobody with this id.")] };

        var unique = changes.Changed.Where(c => c.Field.Unique).ToList();
        if (unique.Count == 0) return;
        var (gone, come) = (Keys(unique.Select(c => (c.Field, c.Before))), Keys(unique.Select(c => (c.Field, c.After))));
        var taken = (await session.LoadManyAsync<CustomClaim>(ct, come.Keys)).FirstOrDefault(claim => claim.RecordId != record);
        if (taken is not null) throw CustomFieldProblems.ValueTaken.With($"Record {taken.RecordId} has this value.", $"/custom/{come[taken.Id].Key}");
        foreach (var key in gone.Keys.Except(come.Keys)) session.Delete<CustomClaim>(key);
        foreach (var key in come.Keys.Except(gone.Keys)) session.Insert(new CustomClaim { Id = key, RecordId = record });
    }

    /// <summary>Ends the request if values name people or records that are not there.</summary>
    /// <param name="values">A merge patch of custom values.</param>
    internal async Task CheckNamedAsync(string kind, JsonElement values, CancellationToken ct)
    {
        var set = await CustomFieldSet.LoadAsync(session, ct);
        foreach (var field in set.Of(kind).Where(f => CustomFieldTypes.IsReference(f.Type)))
            if (values.TryGetProperty(field.Key, out var named) && named.ValueKind is JsonValueKind.String && !(Guid.TryParse(named.GetString(), out var id) && await IsThereAsync(field, id, ct)))
                throw new ProblemException(KernelProblems.ValidationFailed) { Errors = [new($"/changes/custom/{field.Key}", "customField.nobody", "There is nobody with this id.")] };
    }

    /// <summary>For a record that goes to the trash: others may have its values now.</summary>
    public async Task GiveUpAsync(string kind, IReadOnlyDictionary<string, JsonElement> values, CancellationToken ct)
    {
        if (values.Count == 0) return;
        foreach (var key in Keys(Unique(await CustomFieldSet.LoadAsync(session, ct), kind, values)).Keys) session.Delete<CustomClaim>(key);
    }

    /// <summary>For a record that comes back: its values are its own again, unless somebody else has one.</summary>
    public async Task TakeBackAsync(string kind, Guid record, IReadOnlyDictionary<string, JsonElement> values, CancellationToken ct)
    {
        if (values.Count == 0) return;
        var unique = Unique(await CustomFieldSet.LoadAsync(session, ct), kind, values);
        await SettleAsync(record, new(values, [.. unique.Select(u => (u.Field, (JsonElement?)null, u.Value))]), ct);
    }

    /// <summary>Gives the values of some records to some, others or the same. Ends the request if any other record has one of them.</summary>
    public async Task MoveAsync(string kind, IReadOnlyList<(Guid Record, IReadOnlyDictionary<string, JsonElement> Values)> before, IReadOnlyList<(Guid Record, IReadOnlyDictionary<string, JsonElement> Values)> after, CancellationToken ct)
    {
        if (before.Concat(after).All(r => r.Values.Count == 0)) return;
        var set = await CustomFieldSet.LoadAsync(session, ct);
        Dictionary<string, Guid> Of(IReadOnlyList<(Guid Record, IReadOnlyDictionary<string, JsonElement> Values)> records) =>
            records.SelectMany(r => Keys(Unique(set, kind, r.Values)).Keys, (r, key) => (key, r.Record)).ToDictionary(c => c.key, c => c.Record);
        var (had, has) = (Of(before), Of(after));
        if (await session.LoadManyAsync<CustomClaim>(ct, has.Keys.Except(had.Keys).ToArray()) is [var taken, ..]) throw CustomFieldProblems.ValueTaken.With($"Record {taken.RecordId} has this value.");
        foreach (var key in had.Keys.Except(has.Keys).Order(StringComparer.Ordinal)) session.Delete<CustomClaim>(key);
        foreach (var (key, record) in has.OrderBy(claim => claim.Key, StringComparer.Ordinal))
            if (!had.TryGetValue(key, out var owner)) session.Insert(new CustomClaim { Id = key, RecordId = record });
            else if (owner != record) session.Store(new CustomClaim { Id = key, RecordId = record });
    }

    private static List<(CustomField Field, JsonElement? Value)> Unique(CustomFieldSet set, string kind, IReadOnlyDictionary<string, JsonElement> values) =>
        [.. set.Fields.Where(f => f.Unique && f.Object == kind && values.ContainsKey(f.Key)).Select(f => (f, (JsonElement?)values[f.Key]))];

    /// <summary>In the order in which everybody takes them, lest two wait for each other.</summary>
    private static SortedDictionary<string, CustomField> Keys(IEnumerable<(CustomField Field, JsonElement? Value)> values) =>
        new(values.Where(v => v.Value is not null).ToDictionary(v => CustomClaim.KeyOf(v.Field, v.Value!.Value), v => v.Field), StringComparer.Ordinal);

    private async Task<bool> IsThereAsync(CustomField field, Guid id, CancellationToken ct)
    {
        if (field.Type is CustomFieldType.User) return await members.WorksHereAsync(id, ct);
        var kind = kinds.Single(k => k.Object == CustomFieldTypes.RecordOf(field.Type));
        var reach = Rights.Current?.Within(kind.Document.GetCustomAttribute<RecordsAttribute>()!.Read);
        var found = await session.AdvancedSql.QueryAsync<long>(
            $"select count(*) from {session.DocumentStore.Options.Schema.For(kind.Document)} as d where d.id = ? and not d.mt_deleted{(reach is null ? "" : " and " + reach.Sql)}", ct, [id, .. reach?.Values ?? []]);
        return found[0] > 0;
    }
}
