using System.Text.Json;
using Crm.Contacts.Affiliations;
using Crm.Kernel.Access;
using Crm.Kernel.Values;

namespace Crm.Contacts;

/// <summary>All that a client may set on a contact.</summary>
[SetsFields("contact")]
internal sealed record ContactFields
{
    public string? FirstName { get; init; }
    public string? LastName { get; init; }

    /// <summary>Each belongs to one live contact only. The first is primary unless one says it is.</summary>
    public IReadOnlyList<EmailFields> Emails { get; init; } = [];

    /// <summary>The first is primary unless one says it is.</summary>
    public IReadOnlyList<PhoneFields> Phones { get; init; } = [];

    public string? JobTitle { get; init; }

    /// <summary>
    /// The primary one of <c>companies</c>. Written without them, it takes the place of the one that was primary, and null leaves that place empty; the others stay. Where a new
    /// contact says neither, an e-mail address puts it with the company that has its domain; null says that it shall not.
    /// </summary>
    public Guid? CompanyId
    {
        get;
        init
        {
            field = value;
            SaysCompany = true;
        }
    }

    /// <summary>All companies it is or was with, each once. Written together with <c>companyId</c>, they have that company as the primary one.</summary>
    public IReadOnlyList<AffiliationFields> Companies
    {
        get;
        init
        {
            field = value;
            SaysCompany = true;
        }
    }

    = [];

    /// <summary>Whether the client said anything of companies, be it that there is none.</summary>
    internal bool SaysCompany { get; private init; }

    /// <summary>Key of a stage; a new contact begins in the first.</summary>
    public string? Stage { get; init; }

    /// <summary>Account that looks after the contact; a new contact's is who creates it.</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>Names. A tag comes into being when it is first used.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Where the contact comes from.</summary>
    public string? Source { get; init; }

    public Address? Address { get; init; }

    /// <summary>Values of the company's own fields, by their keys.</summary>
    public IReadOnlyDictionary<string, JsonElement> Custom { get; init; } = new Dictionary<string, JsonElement>();

    public static ContactFields Of(Contact contact) => new()
    {
        FirstName = contact.FirstName,
        LastName = contact.LastName,
        Emails = [.. contact.Emails.Select(e => new EmailFields { Address = e.Address, Label = e.Label, Primary = e.Primary, Verified = e.Verified, OptedOut = e.OptedOut })],
        Phones = [.. contact.Phones.Select(PhoneFields.Of)],
        JobTitle = contact.JobTitle,
        CompanyId = contact.CompanyId,
        Companies = [.. contact.Companies.Select(AffiliationFields.Of)],
        Stage = contact.Stage,
        OwnerId = contact.OwnerId,
        Tags = contact.Tags,
        Source = contact.Source,
        Address = contact.Address,
        Custom = contact.Custom,
    };
}

/// <summary>An e-mail address to set.</summary>
internal sealed record EmailFields
{
    public required string Address { get; init; }

    /// <summary><c>work</c>, <c>private</c> or whatever else tells it from the others.</summary>
    public string? Label { get; init; }

    public bool? Primary { get; init; }

    /// <summary>Whether it is known to reach the contact.</summary>
    public bool? Verified { get; init; }

    /// <summary>Whether the contact wants no mail there.</summary>
    public bool? OptedOut { get; init; }
}
