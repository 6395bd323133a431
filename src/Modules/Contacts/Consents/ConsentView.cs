namespace Crm.Contacts.Consents;

/// <summary>An entry of the ledger of consents as the API shows it.</summary>
/// <param name="ContactId">Whom it was recorded for: the contact, or one that became part of it.</param>
/// <param name="Purpose">Key of the purpose.</param>
/// <param name="Status">What was said: <c>given</c>, <c>withdrawn</c> or <c>refused</c>.</param>
/// <param name="Basis">Why data may be processed for the purpose.</param>
/// <param name="Source">By what way it came.</param>
/// <param name="Proof">What shows that it was said.</param>
/// <param name="At">When it was said.</param>
/// <param name="ExpiresAt">Until when what was given holds.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="RecordedBy">Who recorded it: <c>account:…</c>, <c>apiKey:…</c>…</param>
internal sealed record ConsentView(Guid Id, Guid ContactId, string Purpose, ConsentStatus Status, LawfulBasis Basis, ConsentSource Source, ConsentProof? Proof,
    DateTimeOffset At, DateTimeOffset? ExpiresAt, DateTimeOffset RecordedAt, string RecordedBy)
{
    public static ConsentView Of(Consent c) => new(c.Id, c.ContactId, c.Purpose, c.Status, c.Basis, c.Source, c.Proof, c.At, c.ExpiresAt, c.RecordedAt, c.RecordedBy);
}
