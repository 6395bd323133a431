using System.Reflection;
using System.Text.Json;
using Crm.Contracts.Identity;
using Crm.Kernel.Access;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using Crm.Kernel.Segments;
using Marten;

namespace Crm.Kernel.Following;

/// <summary>Who follows records, of any kind that people own. Whoever sees a record may follow it; to let others do so takes the right to change it.</summary>
public sealed class Followers(IDocumentSession session, IMemberDirectory members, Outbox outbox, Caller caller, TimeProvider clock)
{
    public const int Most = 200;

    private const string Rows = "kernel.mt_doc_follow";

    /// <summary>Those who work here still.</summary>
    public async Task<IReadOnlyList<FollowerView>> ListAsync(Guid record, CancellationToken ct)
    {
        var active = new List<FollowerView>();
        foreach (var follow in await AllAsync(record, ct))
            if (await members.WorksHereAsync(follow.AccountId, ct)) active.Add(new(follow.AccountId, follow.Since));
        return active;
    }

    /// <param name="who">An account, or <c>me</c>.</param>
    public async Task<FollowerView> AddAsync<T>(T record, string who, CancellationToken ct) where T : OwnedResource
    {
        var account = Account(record, who);
        if (!await members.WorksHereAsync(account, ct)) throw KernelProblems.OwnerUnknown.With(pointer: "/accountId");
        // One after the other, so that nobody is counted twice and nobody not at all.
        await session.BeginTransactionAsync(ct);
        await session.AdvancedSql.QueryAsync<string>("select pg_advisory_xact_lock(hashtextextended('follow:' || ?::text, 0))::text", ct, record.Id);
        var all = await AllAsync(record.Id, ct);
        if (all.FirstOrDefault(f => f.AccountId == account) is { } known) return new(account, known.Since);
        if (all.Count >= Most) await LeaveOutThoseGoneAsync(all, ct);
        var follow = new Follow { Id = Follow.IdOf(record.Id, account), RecordId = record.Id, Object = JsonNamingPolicy.CamelCase.ConvertName(typeof(T).Name), AccountId = account, Since = clock.GetUtcNow() };
        session.Insert(follow);
        await outbox.PublishAsync(new RecordsTouched(follow.Object, [record.Id]));
        return new(account, follow.Since);
    }

    /// <param name="who">An account, or <c>me</c>.</param>
    public async Task RemoveAsync<T>(T record, string who, CancellationToken ct) where T : OwnedResource
    {
        if (await session.LoadAsync<Follow>(Follow.IdOf(record.Id, Account(record, who)), ct) is not { } follow) throw KernelProblems.NotFound.With();
        session.Delete(follow);
        await outbox.PublishAsync(new RecordsTouched(follow.Object, [record.Id]));
    }

    /// <summary>Who followed records that become part of another follows that one, until the merge is reversed.</summary>
    public async Task JoinAsync(Guid merge, IReadOnlyCollection<Guid> from, Guid into, CancellationToken ct)
    {
        var known = (await AllAsync(into, ct)).Select(f => f.AccountId).ToHashSet();
        var come = await session.QueryAsync<Follow>("where d.record_id = any(?::uuid[]) order by d.id", ct, from.ToArray());
        foreach (var follow in come.Where(f => !known.Contains(f.AccountId)).DistinctBy(f => f.AccountId).Take(Math.Max(0, Most - known.Count)))
            session.Insert(new Follow { Id = Follow.IdOf(into, follow.AccountId), RecordId = into, Object = follow.Object, AccountId = follow.AccountId, Since = follow.Since, MergeId = merge });
    }

    /// <summary>Takes back what the merge brought.</summary>
    public async Task PartAsync(Guid merge, Guid from, CancellationToken ct)
    {
        foreach (var follow in (await AllAsync(from, ct)).Where(f => f.MergeId == merge)) session.Delete(follow);
    }

    /// <summary>As filters find it.</summary>
    public static Field FieldOf(string kind) => new("followerIds", FieldType.AccountList, $"array(select f.account_id from {Rows} as f where f.record_id = d.id)")
    {
        Record = kind,
        Sought = $"d.id in (select f.record_id from {Rows} as f where f.account_id = any({{0}}))",
    };

    /// <summary>Followed by that account; no condition if there is none.</summary>
    public static Condition? Following(Guid? account) => account is { } id ? new($"d.id in (select f.record_id from {Rows} as f where f.account_id = ?)", id) : null;

    private Guid Account<T>(T record, string who) where T : OwnedResource
    {
        var account = who == "me" ? caller.AccountId : Guid.TryParse(who, out var id) ? id : throw KernelProblems.NotFound.With();
        if (account != caller.AccountId && Rights.Current is { } rights && !rights.Reach(typeof(T).GetCustomAttribute<RecordsAttribute>()!.Write, record.OwnerId)) throw KernelProblems.RecordReadOnly.With();
        return account;
    }

    private async Task LeaveOutThoseGoneAsync(IReadOnlyList<Follow> all, CancellationToken ct)
    {
        var gone = new List<Follow>();
        foreach (var follow in all)
            if (!await members.WorksHereAsync(follow.AccountId, ct)) gone.Add(follow);
        if (all.Count - gone.Count >= Most) throw FollowingProblems.TooManyFollowers.With();
        foreach (var follow in gone) session.Delete(follow);
    }

    private Task<IReadOnlyList<Follow>> AllAsync(Guid record, CancellationToken ct) => session.QueryAsync<Follow>("where d.record_id = ? order by d.data ->> 'since', d.id", ct, record);
}
