using System.Reflection;
using Crm.Kernel.Access;
using Crm.Kernel.Filters;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using Marten;

namespace Crm.Kernel.Ties;

/// <summary>Whether the records that something shall be tied to are there, for any kind that is registered (<see cref="RecordKind"/>): one out of the caller's reach or in the trash is not.</summary>
public sealed class RecordTies(IDocumentSession session, IEnumerable<RecordKind> kinds)
{
    /// <param name="before">Ties that are there already: they may stay, whatever became of the records.</param>
    public async Task CheckAsync(IReadOnlyList<RecordRef> records, IReadOnlyList<RecordRef> before, CancellationToken ct)
    {
        foreach (var group in records.Except(before).GroupBy(r => r.Type))
        {
            var found = await FindAsync(group.Key, [.. group.Select(r => r.Id)], ct);
            if (group.FirstOrDefault(r => !found.Contains(r.Id)) is { } missing) throw KernelProblems.RecordUnknown.With(pointer: $"/records/{records.ToList().IndexOf(missing)}");
        }
    }

    private async Task<IReadOnlyList<Guid>> FindAsync(string type, Guid[] ids, CancellationToken ct)
    {
        if (kinds.FirstOrDefault(k => k.Object == type && k.IsSubject) is not { } kind || Reach(kind) is not { } reach) return [];
        object[] values = [ids, .. reach.Values];
        return await session.AdvancedSql.QueryAsync<Guid>($"select d.id from {session.DocumentStore.Options.Schema.For(kind.Document)} as d where d.id = any(?::uuid[]) and not d.mt_deleted and {reach.Sql}", ct, values);
    }

    /// <summary>Null if the caller may see none of them.</summary>
    private static Condition? Reach(RecordKind kind) => (Rights.Current, kind.Document.GetCustomAttribute<RecordsAttribute>()) switch
    {
        (null, _) or (_, null) => new("true"),
        ({ } rights, { } records) => rights.Permissions.ContainsKey(records.Read) ? rights.Within(records.Read) ?? new("true") : null,
    };
}
