using System.Text.Json;
using Crm.Kernel.Access;
using Crm.Kernel.CustomFields;
using Marten;

namespace Crm.Kernel.Sets;

/// <summary>A record among many that are written at once, as it holds its unique values before and after.</summary>
/// <param name="Held">Null for one that held none: it is new, or lay in the trash.</param>
/// <param name="Holds">Null for one that holds none any more: it is removed, or goes to the trash.</param>
public sealed record SetChange<T>(T? Held, T? Holds) where T : OwnedResource
{
    public Guid Id => (Holds ?? Held)!.Id;
}

/// <summary>What was done to records of a kind at once, for whoever tells others of it.</summary>
/// <param name="Removed">For good, as if they had never been.</param>
public sealed record WrittenSet<T>(IReadOnlyList<T> Created, IReadOnlyList<(T Before, T After)> Changed, IReadOnlyList<T> Trashed, IReadOnlyList<T> Restored, IReadOnlyList<T> Removed);

/// <summary>What a kind of record needs to be written by the hundred: its unique values, which are rows of <typeparamref name="TClaim"/> and of the custom fields' claims.</summary>
/// <param name="object">As the change log names it: <c>contact</c>.</param>
public abstract class RecordSet<T, TClaim>(string @object) where T : OwnedResource where TClaim : notnull
{
    public string Object => @object;

    /// <summary>The unique values that the record has, normalised.</summary>
    public abstract IEnumerable<string> ClaimsOf(T record);

    public abstract IReadOnlyDictionary<string, JsonElement> CustomOf(T record);

    protected abstract TClaim Claim(string key, Guid record);
    protected abstract (string Key, Guid Record) Holder(TClaim claim);

    /// <summary>Moves unique values with their records.</summary>
    /// <returns>The changes that cannot be, since a record would need a value that somebody else has; of those nothing is moved.</returns>
    public async Task<IReadOnlyList<SetChange<T>>> SettleAsync(IDocumentSession session, CustomFieldSet custom, IReadOnlyList<SetChange<T>> changes, CancellationToken ct)
    {
        string[] Customs(T record) => [.. custom.UniqueKeys(Object, CustomOf(record))];
        var claims = await LoadAsync<TClaim>(session, changes, ClaimsOf, Holder, ct);
        var customs = await LoadAsync<CustomClaim>(session, changes, Customs, c => (c.Id, c.RecordId), ct);
        List<SetChange<T>> done = [.. changes], refused = [];
        while (true)
        {
            // What the set itself gives up is free; of two that want the same the first has it.
            var taken = Taken(done, ClaimsOf, claims).Concat(Taken(done, Customs, customs)).ToHashSet();
            if (taken.Count == 0) break;
            refused.AddRange(taken);
            done.RemoveAll(taken.Contains);
        }
        await MoveAsync(session, done, ClaimsOf, Claim, ct);
        await MoveAsync(session, done, Customs, (key, id) => new CustomClaim { Id = key, RecordId = id }, ct);
        return refused;
    }

    private static IEnumerable<string> Gone(SetChange<T> change, Func<T, IEnumerable<string>> keys) => (change.Held is { } held ? keys(held) : []).Except(change.Holds is { } holds ? keys(holds) : []);

    private static IEnumerable<string> Come(SetChange<T> change, Func<T, IEnumerable<string>> keys) => (change.Holds is { } holds ? keys(holds) : []).Except(change.Held is { } held ? keys(held) : []);

    private static async Task<Dictionary<string, Guid>> LoadAsync<TRow>(IDocumentSession session, IReadOnlyList<SetChange<T>> changes, Func<T, IEnumerable<string>> keys, Func<TRow, (string Key, Guid Record)> holder, CancellationToken ct) where TRow : notnull
    {
        // In the order in which everybody takes them, lest two wait for each other.
        var wanted = changes.SelectMany(c => Come(c, keys)).Distinct().Order(StringComparer.Ordinal).ToArray();
        return wanted.Length == 0 ? [] : (await session.LoadManyAsync<TRow>(ct, wanted)).Select(holder).ToDictionary(c => c.Key, c => c.Record);
    }

    private static List<SetChange<T>> Taken(IReadOnlyList<SetChange<T>> changes, Func<T, IEnumerable<string>> keys, Dictionary<string, Guid> holders)
    {
        var free = changes.SelectMany(c => Gone(c, keys)).ToHashSet();
        var wanted = new Dictionary<string, Guid>();
        return [.. changes.Where(c => Come(c, keys).ToList().Exists(key => (holders.TryGetValue(key, out var holder) && holder != c.Id && !free.Contains(key)) || (!wanted.TryAdd(key, c.Id) && wanted[key] != c.Id)))];
    }

    private static async Task MoveAsync<TRow>(IDocumentSession session, IReadOnlyList<SetChange<T>> changes, Func<T, IEnumerable<string>> keys, Func<string, Guid, TRow> row, CancellationToken ct) where TRow : notnull
    {
        await session.DeleteSetAsync<TRow>([.. changes.SelectMany(c => Gone(c, keys)).Distinct().Order(StringComparer.Ordinal)], ct);
        await session.InsertSetAsync(changes.SelectMany(c => Come(c, keys), (c, key) => (Key: key, c.Id)).OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => row(c.Key, c.Id)).ToList(), ct);
    }
}
