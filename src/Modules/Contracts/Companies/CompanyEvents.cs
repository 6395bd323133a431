namespace Crm.Contracts.Companies;

/// <summary>A company was created.</summary>
public sealed record CompanyCreated(Guid EventId, Guid CompanyId, string Name, Guid? OwnerId, string Actor, DateTimeOffset At);

/// <summary>Members of a company changed; <paramref name="Fields"/> names them as the API does.</summary>
public sealed record CompanyUpdated(Guid EventId, Guid CompanyId, string Name, IReadOnlyList<string> Fields, string Actor, DateTimeOffset At);

/// <summary>A company was moved to the trash.</summary>
public sealed record CompanyTrashed(Guid EventId, Guid CompanyId, string Name, string Actor, DateTimeOffset At);

/// <summary>A company came back from the trash.</summary>
public sealed record CompanyRestored(Guid EventId, Guid CompanyId, string Name, string Actor, DateTimeOffset At);
