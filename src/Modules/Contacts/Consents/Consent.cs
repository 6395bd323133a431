namespace Crm.Contacts.Consents;

/// <summary>An entry of the ledger of what a contact allowed, and what not. Never changed and never deleted; what holds now is the latest of each purpose (<see cref="ConsentState"/>).</summary>
internal sealed class Consent
{
    public required Guid Id { get; init; }

    /// <summary>Whom it was recorded for. If that contact became part of another, it is in the ledger of that one as long as it is.</summary>
    public required Guid ContactId { get; init; }

    public required string Purpose { get; init; }
    public required ConsentStatus Status { get; init; }
    public required LawfulBasis Basis { get; init; }
    public required ConsentSource Source { get; init; }
    public ConsentProof? Proof { get; init; }
    public required DateTimeOffset At { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public required DateTimeOffset RecordedAt { get; init; }
    public required string RecordedBy { get; init; }

    /// <summary>The same, in the ledger of another contact: that which its own became part of.</summary>
    public Consent Of(Guid contact) => new()
    {
        Id = Id,
        ContactId = contact,
        Purpose = Purpose,
        Status = Status,
        Basis = Basis,
        Source = Source,
        Proof = Proof,
        At = At,
        ExpiresAt = ExpiresAt,
        RecordedAt = RecordedAt,
        RecordedBy = RecordedBy,
    };
}

/// <summary>What somebody said, or what became of it.</summary>
internal enum ConsentStatus
{
    Given,
    Withdrawn,
    Refused,

    /// <summary>It was given for a time that has ended. Nobody records this.</summary>
    Expired,
}

/// <summary>Why data may be processed, as Article 6 of the GDPR names it.</summary>
internal enum LawfulBasis
{
    Consent,
    Contract,
    LegalObligation,
    VitalInterests,
    PublicTask,
    LegitimateInterests,
}

/// <summary>By what way it came.</summary>
internal enum ConsentSource
{
    Form,
    Import,
    Call,
    Email,
    Meeting,
    Letter,
    Api,
    Other,
}

/// <summary>What shows that it was said.</summary>
internal sealed record ConsentProof
{
    /// <summary>What was said or read, in the words of that moment.</summary>
    public string? Text { get; init; }

    /// <summary>Where it was said: the page of a form, a recording.</summary>
    public string? Url { get; init; }

    /// <summary>The address it came from.</summary>
    public string? Ip { get; init; }

    /// <summary>Which version of the wording was shown.</summary>
    public string? WordingVersion { get; init; }
}
