using System.Text.Json;
using System.Text.Json.Serialization;
using Crm.Kernel.Access;
using Crm.Kernel.CustomFields.Computed;
using Crm.Kernel.Duplicates;
using Crm.Kernel.Search;
using Crm.Kernel.Tags;
using Crm.Kernel.Values;

namespace Crm.Companies;

/// <summary>An organization that is dealt with.</summary>
[Records("companies")]
internal sealed class Company : OwnedResource, IMatchable, ISearchable, ITagged, IHasCustom
{
    public string Name { get; set; } = "";
    public string[] Domains { get; set; } = [];
    public string? Industry { get; set; }
    public string? Description { get; set; }
    public IReadOnlyList<Phone> Phones { get; set; } = [];
    public string? WebsiteUrl { get; set; }
    public string? LinkedinUrl { get; set; }
    public int? NumberOfEmployees { get; set; }
    public Money? AnnualRevenue { get; set; }
    public Address? Address { get; set; }
    public Guid? ParentId { get; set; }
    public string[] Tags { get; set; } = [];
    public string? Source { get; set; }

    /// <summary>The company that it became part of, and lies in the trash since.</summary>
    public Guid? MergedInto { get; set; }

    /// <summary>Values of the company's own fields, by their keys.</summary>
    public IReadOnlyDictionary<string, JsonElement> Custom { get; set; } = new Dictionary<string, JsonElement>();

    // What follows are columns beside the document: for searches by text, by tag, and for orders that ignore case.
    [JsonIgnore]
    public decimal? EmployeesKey => NumberOfEmployees;

    [JsonIgnore]
    public decimal? RevenueKey => AnnualRevenue?.Amount;

    [JsonIgnore]
    public string SearchText => string.Join('\n', [Name, Industry, .. Domains, .. Phones.Select(p => p.Number), .. Phones.Select(p => p.Raw)]).ToLowerInvariant();

    [JsonIgnore]
    public string SearchWords
    {
        get
        {
            var words = new SearchWords().Name(SearchPlace.Name, Name).Custom(Custom);
            foreach (var domain in Domains) words.Domain(domain);
            foreach (var phone in Phones) words.Phone(phone.Number);
            return words.ToString();
        }
    }

    public static string Kind => "company";

    public static IReadOnlyList<MatchReason> Reasons { get; } =
        [new("nameAndPhone", 0.95m, "phones"), new("nameAndCity", 0.9m, "address"), new("nameAndCountry", 0.75m, "address")];

    [JsonIgnore]
    public string[] DupKeys => MatchKeys.OfOrganization(Name) is { Length: > 0 } name
        ? [.. Phones.Select(p => $"nameAndPhone|{name}|{p.Number}").Distinct(), .. Address?.City is { } city ? (string[])[$"nameAndCity|{name}|{MatchKeys.Folded(city)}"] : [],
            .. Address?.Country is { } country ? (string[])[$"nameAndCountry|{name}|{country}"] : []]
        : [];

    [JsonIgnore]
    public string[] TagKeys => Tag.Keys(Tags);

    [JsonIgnore]
    public string NameKey => Name.ToLowerInvariant();

    [JsonIgnore]
    public string? IndustryKey => Industry?.ToLowerInvariant();

    /// <summary>Takes over what a client set.</summary>
    /// <param name="tags">As the company writes them.</param>
    /// <param name="country">Whose phone numbers need no prefix.</param>
    public void Write(CompanyFields fields, string[] tags, string? country)
    {
        Custom = fields.Custom;
        (Name, Industry, Description, Source) = (fields.Name.Trim(), fields.Industry.Tidy(), fields.Description.Tidy(), fields.Source.Tidy());
        (WebsiteUrl, LinkedinUrl, NumberOfEmployees, AnnualRevenue) = (fields.WebsiteUrl.Tidy(), fields.LinkedinUrl.Tidy(), fields.NumberOfEmployees, fields.AnnualRevenue);
        (ParentId, OwnerId, Address, Phones) = (fields.ParentId, fields.OwnerId, fields.Address?.Tidied(), Phone.Of(fields.Phones, country));
        Domains = [.. fields.Domains.Select(domain => DomainName.OfAddress(domain)!)];
        Tags = tags;
    }

    public string NameToTell() => Name;

    /// <summary>Gives up the domains that others have.</summary>
    public void LeaveOut(IReadOnlyList<DomainClaim> taken) => Domains = [.. Domains.Where(domain => !taken.Any(claim => claim.Id == domain))];
}
