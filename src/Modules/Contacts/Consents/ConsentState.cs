namespace Crm.Contacts.Consents;

/// <summary>What holds of one purpose now.</summary>
/// <param name="Purpose">Key of the purpose.</param>
/// <param name="At">When it was said.</param>
/// <param name="ExpiresAt">Until when it holds.</param>
/// <param name="ConsentId">The entry of the ledger that says so.</param>
internal sealed record ConsentState(string Purpose, ConsentStatus Status, DateTimeOffset At, DateTimeOffset? ExpiresAt, Guid ConsentId)
{
    /// <summary>The purpose that withdrawn, or refused, opts every e-mail address out.</summary>
    public const string Mail = "marketingEmail";

    public static ConsentState Of(Consent entry) => new(entry.Purpose, entry.Status, entry.At, entry.ExpiresAt, entry.Id);

    /// <summary>Of each purpose what was said last, whichever of the contacts it was said for and whenever it was recorded.</summary>
    public static IReadOnlyList<ConsentState> Latest(IEnumerable<ConsentState> all, DateTimeOffset now) =>
        [.. all.GroupBy(s => s.Purpose).Select(g => g.MaxBy(s => (s.At, s.ConsentId))!.AsOf(now)).OrderBy(s => s.Purpose, StringComparer.Ordinal)];

    /// <summary>As filters find it.</summary>
    public string Key() => $"{Purpose}:{Status}".ToLowerInvariant();

    private ConsentState AsOf(DateTimeOffset now) => Status is ConsentStatus.Given && ExpiresAt <= now ? this with { Status = ConsentStatus.Expired } : this;
}
