using Crm.Contacts.Merging;
using Crm.Kernel.ChangeLog;
using Crm.Kernel.Problems;
using Marten;

namespace Crm.Contacts;

/// <summary>
/// Says which live contact has an e-mail address. No unique index can reach into a list, so each address is a row whose id is the address:
/// the loser of a race fails at its key. Written, given up and taken back with its contact.
/// </summary>
[NotLogged("The contact's own entries tell of its addresses.")]
internal sealed class EmailClaim
{
    /// <summary>The address, normalised.</summary>
    public required string Id { get; init; }

    public required Guid ContactId { get; init; }

    public static string Normalise(string address) => address.Trim().ToLowerInvariant();

    /// <summary>The claims a contact with these addresses needs, in the order in which everybody takes them, lest two wait for each other.</summary>
    public static string[] Keys(IEnumerable<string> addresses) => [.. addresses.Select(Normalise).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Takes what the contact has come to have, gives up what it has no more.</summary>
    /// <param name="taken">The claims there are on its addresses.</param>
    public static void Settle(IDocumentSession session, Contact contact, IReadOnlyList<Email> before, IReadOnlyList<EmailClaim> taken)
    {
        RefuseTaken(contact, taken);
        var (had, has) = (Keys(before.Select(e => e.Address)), Keys(contact.Emails.Select(e => e.Address)));
        foreach (var address in had.Except(has)) session.Delete<EmailClaim>(address);
        foreach (var address in has.Except(had)) session.Insert(new EmailClaim { Id = address, ContactId = contact.Id });
    }

    /// <summary>Gives the addresses of some contacts to some, others or the same. Ends the request if anybody else has one of them.</summary>
    /// <param name="taken">The claims there are on the addresses after.</param>
    public static void Move(IDocumentSession session, IReadOnlyList<ContactClaims> before, IReadOnlyList<ContactClaims> after, IReadOnlyList<EmailClaim> taken)
    {
        static Dictionary<string, Guid> Of(IReadOnlyList<ContactClaims> contacts) => contacts.SelectMany(c => c.Emails, (c, e) => (Key: Normalise(e.Address), c.Id)).ToDictionary(e => e.Key, e => e.Id);
        var (had, has) = (Of(before), Of(after));
        if (taken.FirstOrDefault(claim => !had.ContainsKey(claim.Id)) is { } other) throw ContactProblems.EmailTaken.With($"{other.Id} belongs to contact {other.ContactId}.");
        foreach (var address in had.Keys.Except(has.Keys).Order(StringComparer.Ordinal)) session.Delete<EmailClaim>(address);
        foreach (var (address, contact) in has.OrderBy(claim => claim.Key, StringComparer.Ordinal))
            if (!had.TryGetValue(address, out var owner)) session.Insert(new EmailClaim { Id = address, ContactId = contact });
            else if (owner != contact) session.Store(new EmailClaim { Id = address, ContactId = contact });
    }

    /// <summary>Gives up all that the contact has.</summary>
    public static void GiveUp(IDocumentSession session, Contact contact)
    {
        foreach (var address in Keys(contact.Emails.Select(e => e.Address))) session.Delete<EmailClaim>(address);
    }

    /// <summary>Ends the request if somebody else has one of the addresses.</summary>
    public static void RefuseTaken(Contact contact, IReadOnlyList<EmailClaim> taken)
    {
        var others = taken.Where(claim => claim.ContactId != contact.Id).ToDictionary(claim => claim.Id, claim => claim.ContactId);
        var errors = contact.Emails.Index().Where(email => others.ContainsKey(Normalise(email.Item.Address)))
            .Select(email => new ProblemError($"/emails/{email.Index}/address", ContactProblems.EmailTaken.Code,
                $"{email.Item.Address} belongs to contact {others[Normalise(email.Item.Address)]}.")).ToList();
        if (errors.Count > 0) throw new ProblemException(ContactProblems.EmailTaken) { Errors = errors };
    }
}
