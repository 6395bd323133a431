namespace Crm.Contracts.Companies;

/// <summary>A step of an import created and changed companies; it stands for an event of each.</summary>
public sealed record CompaniesImported(Guid EventId, IReadOnlyList<Guid> Created, IReadOnlyList<ChangedCompany> Changed, string Actor, DateTimeOffset At);

/// <summary>A step of an undoing removed companies for good, as if they had never been, and put others back to what they were.</summary>
public sealed record CompaniesUndone(Guid EventId, IReadOnlyList<Guid> Removed, IReadOnlyList<ChangedCompany> Changed, string Actor, DateTimeOffset At);

/// <summary>A company that an import changed; <paramref name="Fields"/> names the members as the API does.</summary>
public sealed record ChangedCompany(Guid CompanyId, IReadOnlyList<string> Fields);
