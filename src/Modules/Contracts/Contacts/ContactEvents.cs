namespace Crm.Contracts.Contacts;

/// <summary>A contact was created.</summary>
public sealed record ContactCreated(Guid EventId, Guid ContactId, string FullName, string Stage, Guid? OwnerId, string Actor, DateTimeOffset At);

/// <summary>Members of a contact changed; <paramref name="Fields"/> names them as the API does.</summary>
public sealed record ContactUpdated(Guid EventId, Guid ContactId, string FullName, IReadOnlyList<string> Fields, string Actor, DateTimeOffset At);

/// <summary>A contact moved to another stage.</summary>
public sealed record ContactStageChanged(Guid EventId, Guid ContactId, string FullName, string From, string To, string Actor, DateTimeOffset At);

/// <summary>A contact was moved to the trash.</summary>
public sealed record ContactTrashed(Guid EventId, Guid ContactId, string FullName, string Actor, DateTimeOffset At);

/// <summary>A contact came back from the trash.</summary>
public sealed record ContactRestored(Guid EventId, Guid ContactId, string FullName, string Actor, DateTimeOffset At);

/// <summary>A contact allowed something, refused it or took it back, or the time for which it was allowed ended.</summary>
/// <param name="Status"><c>given</c>, <c>refused</c>, <c>withdrawn</c> or <c>expired</c>.</param>
public sealed record ContactConsentChanged(Guid EventId, Guid ContactId, string Purpose, string Status, string Actor, DateTimeOffset At);

/// <summary>A contact that is with no company has addresses at domains of an organization that nobody has entered yet, as far as the writer could see.</summary>
public sealed record ContactWithoutCompany(Guid EventId, Guid ContactId);

/// <summary>Contacts became part of another; they lie in the trash, and what was theirs is its.</summary>
public sealed record ContactsMerged(Guid EventId, Guid MergeId, Guid ContactId, string FullName, IReadOnlyList<Guid> From, string Actor, DateTimeOffset At);

/// <summary>Contacts that had become part of another are themselves again.</summary>
public sealed record ContactMergeReversed(Guid EventId, Guid MergeId, Guid ContactId, IReadOnlyList<Guid> From, string Actor, DateTimeOffset At);
