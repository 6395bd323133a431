using Crm.Contracts.Companies;
using Crm.Contracts.Contacts;
using Crm.Contracts.Identity;
using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.ChangeLog;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Following;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using Crm.Kernel.Merging;
using Crm.Kernel.Purging;
using Crm.Kernel.Tags;
using Marten;

namespace Crm.Companies.Merging;

/// <summary>Makes several companies one, in one transaction, and several again of that.</summary>
internal sealed class CompanyMerging(IDocumentSession session, Outbox outbox, CustomValues customs, IMemberDirectory members, ICompanyDirectory companies, IContactAffiliations contacts, Followers followers, TrashDesk trash, Caller caller, TimeProvider clock)
{
    private const int MostChildren = 500;

    /// <summary>The survivor gets what it shall have; the others go to the trash.</summary>
    /// <returns>The merge; null for a preview, after which the survivor shows what it would be.</returns>
    public async Task<CompanyMerge?> MergeAsync(Company survivor, IReadOnlyList<Company> others, IReadOnlyDictionary<string, MergeChoice> choices, bool preview, CancellationToken ct)
    {
        var (all, before, now) = (others.Prepend(survivor).ToList(), CompanyFields.Of(survivor), clock.GetUtcNow());
        Guid[] ids = [.. all.Select(c => c.Id)];
        var above = await session.HoldTreeAsync(ids, ct);
        var fields = MergedCompanyFields.Of(survivor, others, above, choices);
        await members.CheckOwnerAsync(fields.OwnerId, all.Exists(c => c.OwnerId == fields.OwnerId) ? fields.OwnerId : before.OwnerId, ct);
        if (fields.ParentId is { } parent && !above.Values.Contains(parent) && !await companies.ExistsAsync(parent, ct)) throw CompanyProblems.ParentUnknown.With(pointer: "/fields/parentId");
        var had = all.Select(c => new CompanyClaims(c)).ToList();
        var (custom, country) = await customs.ReadAsync("company", all.AsEnumerable().Reverse().SelectMany(c => c.Custom).GroupBy(v => v.Key).ToDictionary(g => g.Key, g => g.Last().Value), fields.Custom, ct);
        var tags = await TagNames.HoldAsync(session, fields.Tags, ct);
        survivor.Write(fields with { Custom = custom.Values }, tags.Of(fields.Tags), country);

        var below = new Condition("d.parent_id = any(?::uuid[]) and not d.id = any(?::uuid[])", others.Select(c => c.Id).ToArray(), ids);
        var children = await session.HoldAsync<Company>(below, MostChildren, ct) ?? throw CompanyProblems.MergeTooLarge.With();
        var check = await session.TryAsync(children.ToDictionary(c => c.Id, _ => (Guid?)survivor.Id).Append(new(survivor.Id, survivor.ParentId)).ToDictionary(), ct);
        if (check.Loop || survivor.ParentId is { } chosen && ids.Contains(chosen)) throw CompanyProblems.Cycle.With(pointer: "/fields/parentId");
        if (check.TooDeep) throw CompanyProblems.TooDeep.With(pointer: "/fields/parentId");
        if (preview) return null;

        var merge = new CompanyMerge { Id = Guid.CreateVersion7(now), CompanyId = survivor.Id, From = ids[1..], Version = survivor.Version + 1, At = now, Children = [.. children.Select(c => new ChangedByMerge(c.Id, c.Version + 1))] };
        // Whoever is putting a contact with one of them has come to an end then, and is moved as well.
        await session.HoldAsync<Company>(new("d.id = any(?::uuid[])", (object)merge.From), merge.From.Length, ct);
        if (!await contacts.MoveAsync(merge.Id, merge.From, survivor.Id, ct)) throw CompanyProblems.MergeTooLarge.With();
        await tags.BringAsync(session, [survivor], caller.Actor, now, ct);
        await MoveClaimsAsync(had, [new(survivor)], ct);
        survivor.Touch(caller.Actor, now);
        await SaveAsync(survivor, before, now);
        foreach (var child in children)
        {
            var was = CompanyFields.Of(child);
            child.ParentId = survivor.Id;
            child.Touch(caller.Actor, now);
            await SaveAsync(child, was, now);
        }
        foreach (var other in others)
        {
            other.MergedInto = survivor.Id;
            await outbox.PublishAsync(new CompanyTrashed(Guid.CreateVersion7(now), other.Id, other.Name, caller.Actor, now));
        }
        await trash.DiscardAsync(others, ct);
        await followers.JoinAsync(merge.Id, merge.From, survivor.Id, ct);
        session.Insert(merge);
        await outbox.PublishTakenAsync(survivor, [.. had.SelectMany(c => c.Domains)], now);
        await outbox.PublishAsync(new CompaniesMerged(Guid.CreateVersion7(now), merge.Id, survivor.Id, survivor.Name, merge.From, caller.Actor, now));
        return merge;
    }

    /// <summary>Takes the others out of the trash, and from the survivor, its children and its contacts what they got of them, except where it was changed since.</summary>
    public async Task<ReversedRecord<Company>> ReverseAsync(CompanyMerge merge, Company survivor, IReadOnlyList<Company> others, MergeDifference difference, CancellationToken ct)
    {
        var (now, serializer) = (clock.GetUtcNow(), session.DocumentStore.Options.Serializer());
        await session.LockParentsAsync(ct);
        var reversed = difference.TakeFrom(survivor, CompanyMerge.Shape, serializer);
        var children = await session.HoldAsync<Company>(new("d.id = any(?::uuid[]) and d.parent_id = ?", merge.Children.Select(c => c.Id).ToArray(), survivor.Id), MostChildren, ct) ?? [];
        var changes = await ChangeFeed.ValuesAtAsync(session, "company", merge.Children, ct);
        var back = children.Where(c => changes.ContainsKey(c.Id)).Select(c => (Was: CompanyFields.Of(c), Child: new MergeDifference(changes[c.Id]).TakeFrom(c, CompanyMerge.Shape, serializer))).ToList();
        var check = await session.TryAsync(back.ToDictionary(c => c.Child.Record.Id, c => c.Child.Record.ParentId).Append(new(survivor.Id, reversed.Record.ParentId)).ToDictionary(), ct);
        if (check.Loop || check.TooDeep) throw CompanyProblems.MergeNotReversible.With();

        foreach (var other in others) other.MergedInto = null;
        await MoveClaimsAsync([new(survivor)], [new(reversed.Record), .. others.Select(c => new CompanyClaims(c))], ct);
        await contacts.ReturnAsync(merge.Id, ct);
        await TagNames.KeepAsync(session, [reversed.Record], caller.Actor, now, ct);
        foreach (var (was, child) in back.Append((CompanyFields.Of(survivor), reversed)))
        {
            if (child.ChangedSince) child.Record.Touch(caller.Actor, now);
            await SaveAsync(child.Record, was, now);
        }
        foreach (var other in others)
        {
            session.Restore(other);
            await outbox.PublishAsync(new CompanyRestored(Guid.CreateVersion7(now), other.Id, other.Name, caller.Actor, now));
        }
        await followers.PartAsync(merge.Id, survivor.Id, ct);
        merge.ReversedAt = now;
        session.Store(merge);
        await outbox.PublishAsync(new CompanyMergeReversed(Guid.CreateVersion7(now), merge.Id, survivor.Id, merge.From, caller.Actor, now));
        return reversed;
    }

    private async Task SaveAsync(Company company, CompanyFields before, DateTimeOffset now)
    {
        session.UpdateRevision(company, company.Version + 1);
        var changed = Members.Changed(before, CompanyFields.Of(company));
        if (changed.Count > 0) await outbox.PublishAsync(new CompanyUpdated(Guid.CreateVersion7(now), company.Id, company.Name, changed, caller.Actor, now));
    }

    private async Task MoveClaimsAsync(IReadOnlyList<CompanyClaims> before, IReadOnlyList<CompanyClaims> after, CancellationToken ct)
    {
        var taken = await session.LoadManyAsync<DomainClaim>(ct, DomainClaim.Keys(after.SelectMany(c => c.Domains).Distinct()));
        DomainClaim.Move(session, before, after, taken);
        await customs.MoveAsync("company", [.. before.Select(c => (c.Id, c.Custom))], [.. after.Select(c => (c.Id, c.Custom))], ct);
    }
}
