using System.Text.Json;
using Crm.Kernel.Access;
using Crm.Kernel.Values;

namespace Crm.Companies;

/// <summary>All that a client may set on a company.</summary>
[SetsFields("company")]
internal sealed record CompanyFields
{
    public required string Name { get; init; }

    /// <summary>Each belongs to one live company only. The first is primary. Kept without scheme, <c>www.</c> and path, in ASCII.</summary>
    public IReadOnlyList<string> Domains { get; init; } = [];

    public string? Industry { get; init; }
    public string? Description { get; init; }

    /// <summary>The first is primary unless one says it is.</summary>
    public IReadOnlyList<PhoneFields> Phones { get; init; } = [];

    public string? WebsiteUrl { get; init; }
    public string? LinkedinUrl { get; init; }
    public int? NumberOfEmployees { get; init; }
    public Money? AnnualRevenue { get; init; }
    public Address? Address { get; init; }

    /// <summary>The company it belongs to.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>Account that looks after the company; a new company's is who creates it.</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>Names; whatever its case, each is there once.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Where the company comes from.</summary>
    public string? Source { get; init; }

    /// <summary>Values of the company's own fields, by their keys.</summary>
    public IReadOnlyDictionary<string, JsonElement> Custom { get; init; } = new Dictionary<string, JsonElement>();

    public static CompanyFields Of(Company company) => new()
    {
        Name = company.Name,
        Domains = company.Domains,
        Industry = company.Industry,
        Description = company.Description,
        Phones = [.. company.Phones.Select(PhoneFields.Of)],
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
    };
}
