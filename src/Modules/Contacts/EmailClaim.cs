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

    /// <summary>Gives up all that the contact has.</summary>
    public static void GiveUp(IDocumentSession session, Contact contact)
    {
        foreach (var address in Keys(contact.Emails.Select(e => e.Address))) session.Delete<EmailClaim>(address);
    }

    private static void RefuseTaken(Contact contact, IReadOnlyList<EmailClaim> taken)
    {
        var others = taken.Where(claim => claim.ContactId != contact.Id).ToDictionary(claim => claim.Id, claim => claim.ContactId);
        var errors = contact.Emails.Index().Where(email => others.ContainsKey(Normalise(email.Item.Address)))
            .Select(email => new ProblemError($"/emails/{email.Index}/address", ContactProblems.EmailTaken.Code,
                $"{email.Item.Address} belongs to contact {others[Normalise(email.Item.Address)]}.")).ToList();
        if (errors.Count > 0) throw new ProblemException(ContactProblems.EmailTaken) { Errors = errors };
    }
}
