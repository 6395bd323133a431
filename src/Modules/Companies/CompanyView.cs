using System.Text.Json;
using Crm.Kernel.Access;
using Crm.Kernel.Values;

namespace Crm.Companies;

/// <summary>A company as the API shows it.</summary>
[HidesFields("company", "id", "name", "createdAt", "createdBy", "updatedAt", "updatedBy", "mergedInto", "trashedAt")]
internal sealed record CompanyView
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }

    /// <summary>The first is primary.</summary>
    public required IReadOnlyList<string> Domains { get; init; }

    public string? Industry { get; init; }
    public string? Description { get; init; }
    public required IReadOnlyList<Phone> Phones { get; init; }
    public string? WebsiteUrl { get; init; }
    public string? LinkedinUrl { get; init; }
    public int? NumberOfEmployees { get; init; }
    public Money? AnnualRevenue { get; init; }
    public Address? Address { get; init; }

    /// <summary>The company it belongs to, even if that one lies in the trash.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>Account that looks after the company.</summary>
    public Guid? OwnerId { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }
    public string? Source { get; init; }

    /// <summary>How many contacts within the caller's reach are or were with it: only where one company is read, and then as of that moment, whatever the entity tag says.</summary>
    public int? ContactCount { get; init; }

    /// <summary>Values of the company's own fields, by their keys: <c>GET /api/v1/custom-fields</c> has the fields.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Custom { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who created it: <c>account:…</c>, <c>system</c>…</summary>
    public required string CreatedBy { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
    public required string UpdatedBy { get; init; }

    /// <summary>The company that it became part of, if it lies in the trash for that.</summary>
    public Guid? MergedInto { get; init; }

    /// <summary>When it was moved to the trash, if it lies there.</summary>
    public DateTimeOffset? TrashedAt { get; init; }

    public static CompanyView Of(Company company) => new()
    {
        Id = company.Id,
        Name = company.Name,
        Domains = company.Domains,
        Industry = company.Industry,
        Description = company.Description,
        Phones = company.Phones,
        WebsiteUrl = company.WebsiteUrl,
        LinkedinUrl = company.LinkedinUrl,
        NumberOfEmployees = company.NumberOfEmployees,
        AnnualRevenue = company.AnnualRevenue,
        Address = company.Address,
        ParentId = company.ParentId,
        OwnerId = company.OwnerId,
        Tags = company.Tags,
        Source = company.Source,
        Custom = company.Custom,
        CreatedAt = company.CreatedAt,
        CreatedBy = company.CreatedBy,
        UpdatedAt = company.UpdatedAt,
        UpdatedBy = company.UpdatedBy,
        MergedInto = company.MergedInto,
        TrashedAt = company.DeletedAt,
    };
}
