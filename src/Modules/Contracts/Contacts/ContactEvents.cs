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
