namespace Crm.Contracts.Contacts;

/// <summary>Contacts were written by the hundred, by an import, a bulk action or the undoing of one; it stands for an event of each.</summary>
public sealed record ContactsWritten(Guid EventId, string Actor, DateTimeOffset At)
{
    public IReadOnlyList<WrittenContact> Created { get; init; } = [];
    public IReadOnlyList<ChangedContact> Changed { get; init; } = [];
    public IReadOnlyList<Guid> Trashed { get; init; } = [];
    public IReadOnlyList<Guid> Restored { get; init; } = [];

    /// <summary>For good, as if they had never been.</summary>
    public IReadOnlyList<Guid> Removed { get; init; } = [];
}

/// <summary>A contact that was created.</summary>
public sealed record WrittenContact(Guid ContactId, string Stage);

/// <summary>A contact that was changed; <paramref name="Fields"/> names the members as the API does.</summary>
/// <param name="From">The stage it was in, if that changed.</param>
/// <param name="To">The stage it is in, if that changed.</param>
public sealed record ChangedContact(Guid ContactId, IReadOnlyList<string> Fields, string? From, string? To);

/// <summary>Contacts that are with no company have addresses at domains of organizations that nobody has entered yet, as far as the writer could see.</summary>
public sealed record ContactsWithoutCompany(Guid EventId, IReadOnlyList<Guid> ContactIds);
