using Crm.Contracts.Contacts;
using Crm.Kernel;
using Marten;

namespace Crm.Contacts.Consents;

/// <summary>Writes entries, and reads those of a contact and of all that became part of it.</summary>
internal sealed class ConsentLedger(IDocumentSession session, Outbox outbox, Caller caller, TimeProvider clock)
{
    public async Task<Consent> RecordAsync(Contact contact, ConsentFields fields, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var purposes = await ConsentPurposes.LoadAsync(session, ct);
        if (!purposes.Takes(fields.Purpose, fields.Status)) throw ConsentProblems.PurposeUnknown.With($"There is no purpose `{fields.Purpose}`.", "/purpose");
        var entry = new Consent
        {
            Id = Guid.CreateVersion7(now),
            ContactId = contact.Id,
            Purpose = fields.Purpose,
            Status = fields.Status,
            Basis = fields.Basis,
            Source = fields.Source,
            Proof = fields.Proof,
            At = fields.At ?? now,
            ExpiresAt = fields.ExpiresAt,
            RecordedAt = now,
            RecordedBy = caller.Actor,
        };
        session.Insert(entry);
        var emails = contact.Emails;
        contact.Consents = ConsentState.Latest(contact.Consents.Append(ConsentState.Of(entry)), now);
        if (entry.Purpose == ConsentState.Mail && contact.Consents.Any(c => c.ConsentId == entry.Id)) contact.OptMail(entry.Status is not ConsentStatus.Given);
        contact.Touch(caller.Actor, now);
        session.UpdateRevision(contact, contact.Version + 1);
        await outbox.PublishAsync(new ContactConsentChanged(Guid.CreateVersion7(now), contact.Id, entry.Purpose, Word(entry.Status), caller.Actor, now));
        if (!emails.SequenceEqual(contact.Emails)) await outbox.PublishAsync(new ContactUpdated(Guid.CreateVersion7(now), contact.Id, contact.FullName, ["emails"], caller.Actor, now));
        if (entry.ExpiresAt > now) await outbox.ScheduleAsync(new ConsentEnds(contact.Id, entry.Id), entry.ExpiresAt.Value);
        return entry;
    }

    /// <summary>The contact and all that became part of it, or of them.</summary>
    public async Task<Guid[]> PeopleAsync(Guid contact, CancellationToken ct) => [.. await session.AdvancedSql.QueryAsync<Guid>($"""
        with recursive own as (
          select ?::uuid as id union select d.id from {session.DocumentStore.Options.Schema.For<Contact>()} as d join own on d.merged_into = own.id where d.mt_deleted
        ) select id from own
        """, ct, contact)];

    /// <summary>What holds for a contact that some no longer are part of.</summary>
    public async Task<IReadOnlyList<ConsentState>> WithoutAsync(Guid contact, IEnumerable<Guid> others, CancellationToken ct)
    {
        var people = (await PeopleAsync(contact, ct)).ToHashSet();
        foreach (var other in others) people.ExceptWith(await PeopleAsync(other, ct));
        var entries = await session.QueryAsync<Consent>("where d.contact_id = any(?::uuid[])", ct, people.ToArray());
        return ConsentState.Latest(entries.Select(ConsentState.Of), clock.GetUtcNow());
    }

    public static string Word(ConsentStatus status) => status.ToString().ToLowerInvariant();
}
