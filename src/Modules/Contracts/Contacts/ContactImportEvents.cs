namespace Crm.Contracts.Contacts;

/// <summary>A step of an import created and changed contacts; it stands for an event of each.</summary>
public sealed record ContactsImported(Guid EventId, IReadOnlyList<ImportedContact> Created, IReadOnlyList<ChangedContact> Changed, string Actor, DateTimeOffset At);

/// <summary>A step of an undoing removed contacts for good, as if they had never been, and put others back to what they were.</summary>
public sealed record ContactsUndone(Guid EventId, IReadOnlyList<Guid> Removed, IReadOnlyList<ChangedContact> Changed, string Actor, DateTimeOffset At);

/// <summary>A contact that an import created.</summary>
public sealed record ImportedContact(Guid ContactId, string Stage);

/// <summary>A contact that an import changed; <paramref name="Fields"/> names the members as the API does.</summary>
/// <param name="From">The stage it was in, if that changed.</param>
/// <param name="To">The stage it is in, if that changed.</param>
public sealed record ChangedContact(Guid ContactId, IReadOnlyList<string> Fields, string? From, string? To);

/// <summary>Contacts that are with no company have addresses at domains of organizations that nobody has entered yet, as far as the writer could see.</summary>
public sealed record ContactsWithoutCompany(Guid EventId, IReadOnlyList<Guid> ContactIds);
