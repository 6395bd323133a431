namespace Crm.Contracts.Companies;

/// <summary>A company was created.</summary>
public sealed record CompanyCreated(Guid EventId, Guid CompanyId, string Name, Guid? OwnerId, string Actor, DateTimeOffset At);

/// <summary>Members of a company changed; <paramref name="Fields"/> names them as the API does.</summary>
public sealed record CompanyUpdated(Guid EventId, Guid CompanyId, string Name, IReadOnlyList<string> Fields, string Actor, DateTimeOffset At);

/// <summary>A company was moved to the trash.</summary>
public sealed record CompanyTrashed(Guid EventId, Guid CompanyId, string Name, string Actor, DateTimeOffset At);

/// <summary>A company came back from the trash.</summary>
public sealed record CompanyRestored(Guid EventId, Guid CompanyId, string Name, string Actor, DateTimeOffset At);

/// <summary>Companies became part of another; they lie in the trash, and what was theirs is its.</summary>
public sealed record CompaniesMerged(Guid EventId, Guid MergeId, Guid CompanyId, string Name, IReadOnlyList<Guid> From, string Actor, DateTimeOffset At);

/// <summary>Companies that had become part of another are themselves again.</summary>
public sealed record CompanyMergeReversed(Guid EventId, Guid MergeId, Guid CompanyId, IReadOnlyList<Guid> From, string Actor, DateTimeOffset At);

/// <summary>A company has come to have domains that it did not have a moment ago: by its creation, a change, or a way out of the trash.</summary>
public sealed record CompanyDomainsTaken(Guid EventId, Guid CompanyId, IReadOnlyList<string> Domains);
