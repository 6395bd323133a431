namespace Crm.Contracts.Companies;

/// <summary>Companies were written by the hundred, by an import, a bulk action or the undoing of one; it stands for an event of each.</summary>
public sealed record CompaniesWritten(Guid EventId, string Actor, DateTimeOffset At)
{
    public IReadOnlyList<Guid> Created { get; init; } = [];
    public IReadOnlyList<ChangedCompany> Changed { get; init; } = [];
    public IReadOnlyList<Guid> Trashed { get; init; } = [];
    public IReadOnlyList<Guid> Restored { get; init; } = [];

    /// <summary>For good, as if they had never been.</summary>
    public IReadOnlyList<Guid> Removed { get; init; } = [];
}

/// <summary>A company that was changed; <paramref name="Fields"/> names the members as the API does.</summary>
public sealed record ChangedCompany(Guid CompanyId, IReadOnlyList<string> Fields);
