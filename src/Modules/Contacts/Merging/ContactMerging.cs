using Crm.Contacts.Affiliations;
using Crm.Contacts.Consents;
using Crm.Contracts.Contacts;
using Crm.Contracts.Identity;
using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Following;
using Crm.Kernel.Http;
using Crm.Kernel.Merging;
using Crm.Kernel.Purging;
using Crm.Kernel.Tags;
using Marten;

namespace Crm.Contacts.Merging;

/// <summary>Makes several contacts one, in one transaction, and several again of that.</summary>
internal sealed class ContactMerging(IDocumentSession session, Outbox outbox, CustomValues customs, IMemberDirectory members, CompanyDesk desk, ConsentLedger ledger, Followers followers, TrashDesk trash, Caller caller, TimeProvider clock)
{
    /// <summary>The survivor gets what it shall have; the others go to the trash.</summary>
    /// <returns>The merge; null for a preview, after which the survivor shows what it would be.</returns>
    public async Task<ContactMerge?> MergeAsync(Contact survivor, IReadOnlyList<Contact> others, ContactFields fields, bool preview, CancellationToken ct)
    {
        var (all, before, now) = (others.Prepend(survivor).ToList(), ContactFields.Of(survivor), clock.GetUtcNow());
        var owner = all.Exists(c => c.OwnerId == fields.OwnerId) ? fields.OwnerId : before.OwnerId;
        await members.CheckOwnerAsync(fields.OwnerId, owner, ct);
        var with = Affiliation.Of(fields.Companies);
        if (fields.CompanyId is { } main) with = Affiliation.Led([.. with.Select(a => a.CompanyId == main ? a : a with { Primary = false })], main);
        await desk.CheckAsync([.. all.SelectMany(c => c.Companies)], with, i => $"/fields/companies/value/{i}/companyId", ct);
        var setting = await ContactSetting.LoadAsync(session, fields, ct);
        var had = all.Select(c => new ContactClaims(c)).ToList();
        var custom = setting.Settle(all.AsEnumerable().Reverse().SelectMany(c => c.Custom).GroupBy(v => v.Key).ToDictionary(g => g.Key, g => g.Last().Value), fields);

        survivor.Consents = ConsentState.Latest(all.SelectMany(c => c.Consents), now);
        survivor.Write(fields with { Custom = custom.Values }, survivor.Stage, setting.Tags.Of(fields.Tags), setting.Organization.Country);
        survivor.BeWith(with);
        var moved = fields.Stage == survivor.Stage ? null : survivor.MoveTo(setting.Stages.Settle(fields.Stage), caller.Actor, now);
        if (preview) return null;

        await setting.Tags.BringAsync(session, [survivor], caller.Actor, now, ct);
        await MoveClaimsAsync(had, [new(survivor)], ct);
        survivor.Touch(caller.Actor, now);
        session.UpdateRevision(survivor, survivor.Version + 1);
        foreach (var other in others)
        {
            other.MergedInto = survivor.Id;
            await outbox.PublishAsync(new ContactTrashed(Guid.CreateVersion7(now), other.Id, other.FullName, caller.Actor, now));
        }
        var merge = new ContactMerge { Id = Guid.CreateVersion7(now), ContactId = survivor.Id, From = [.. others.Select(c => c.Id)], Version = survivor.Version + 1, At = now };
        await trash.DiscardAsync(others, ct);
        await followers.JoinAsync(merge.Id, merge.From, survivor.Id, ct);
        session.Insert(merge);
        var changed = Members.Changed(before, ContactFields.Of(survivor));
        if (changed.Count > 0) await outbox.PublishAsync(new ContactUpdated(Guid.CreateVersion7(now), survivor.Id, survivor.FullName, changed, caller.Actor, now));
        if (moved is not null) await outbox.PublishAsync(moved);
        await outbox.PublishAsync(new ContactsMerged(Guid.CreateVersion7(now), merge.Id, survivor.Id, survivor.FullName, merge.From, caller.Actor, now));
        return merge;
    }

    /// <summary>Takes the others out of the trash, and from the survivor what it got of them, except where it was changed since.</summary>
    public async Task<ReversedRecord<Contact>> ReverseAsync(ContactMerge merge, Contact survivor, IReadOnlyList<Contact> others, MergeDifference difference, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var reversed = difference.TakeFrom(survivor, ContactMerge.Shape, session.DocumentStore.Options.Serializer());
        if (reversed.ChangedSince) reversed.Record.Mend();
        if (reversed.ChangedSince) reversed.Record.Consents = await ledger.WithoutAsync(survivor.Id, merge.From, ct);
        if (reversed.ChangedSince && reversed.Record.RefusesMail) reversed.Record.OptMail(true);
        foreach (var other in others) (other.MergedInto, other.Consents) = (null, ConsentState.Latest(other.Consents, now));
        await MoveClaimsAsync([new(survivor)], [new(reversed.Record), .. others.Select(c => new ContactClaims(c))], ct);
        if (reversed.ChangedSince) reversed.Record.Touch(caller.Actor, now);
        await TagNames.KeepAsync(session, [reversed.Record], caller.Actor, now, ct);
        session.UpdateRevision(reversed.Record, survivor.Version + 1);
        foreach (var other in others)
        {
            session.Restore(other);
            await outbox.PublishAsync(new ContactRestored(Guid.CreateVersion7(now), other.Id, other.FullName, caller.Actor, now));
        }
        await followers.PartAsync(merge.Id, survivor.Id, ct);
        merge.ReversedAt = now;
        session.Store(merge);
        var changed = Members.Changed(ContactFields.Of(survivor), ContactFields.Of(reversed.Record));
        if (changed.Count > 0) await outbox.PublishAsync(new ContactUpdated(Guid.CreateVersion7(now), survivor.Id, reversed.Record.FullName, changed, caller.Actor, now));
        await outbox.PublishAsync(new ContactMergeReversed(Guid.CreateVersion7(now), merge.Id, survivor.Id, merge.From, caller.Actor, now));
        return reversed;
    }

    private async Task MoveClaimsAsync(IReadOnlyList<ContactClaims> before, IReadOnlyList<ContactClaims> after, CancellationToken ct)
    {
        var taken = await session.LoadManyAsync<EmailClaim>(ct, EmailClaim.Keys(after.SelectMany(c => c.Emails).Select(e => e.Address)));
        EmailClaim.Move(session, before, after, taken);
        await customs.MoveAsync("contact", [.. before.Select(c => (c.Id, c.Custom))], [.. after.Select(c => (c.Id, c.Custom))], ct);
    }
}
