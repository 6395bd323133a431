using System.Text.Json;
using System.Text.Json.Serialization;
using Crm.Contacts.Affiliations;
using Crm.Contacts.Consents;
using Crm.Contracts.Contacts;
using Crm.Kernel.Access;
using Crm.Kernel.CustomFields.Computed;
using Crm.Kernel.Duplicates;
using Crm.Kernel.Search;
using Crm.Kernel.Tags;
using Crm.Kernel.Values;

namespace Crm.Contacts;

/// <summary>A person the company knows.</summary>
[Records("contacts")]
internal sealed class Contact : OwnedResource, IMatchable, ISearchable, ITagged, IHasCustom
{
    public string? FirstName { get; set; }
    public string? LastName { get; set; }
    public string FullName { get; set; } = "";
    public IReadOnlyList<Email> Emails { get; set; } = [];
    public IReadOnlyList<Phone> Phones { get; set; } = [];
    public string? JobTitle { get; set; }

    /// <summary>The primary one of <see cref="Companies"/>.</summary>
    public Guid? CompanyId { get; set; }

    public IReadOnlyList<Affiliation> Companies { get; set; } = [];
    public string Stage { get; set; } = "";
    public string[] Tags { get; set; } = [];
    public string? Source { get; set; }
    public Address? Address { get; set; }

    /// <summary>What holds of each purpose that something was said of, by the ledger of consents.</summary>
    public IReadOnlyList<ConsentState> Consents { get; set; } = [];

    /// <summary>The contact that it became part of, and lies in the trash since.</summary>
    public Guid? MergedInto { get; set; }

    /// <summary>Values of the company's own fields, by their keys.</summary>
    public IReadOnlyDictionary<string, JsonElement> Custom { get; set; } = new Dictionary<string, JsonElement>();

    // What follows are columns beside the document: for searches by text, by tag, and for orders that ignore case.
    [JsonIgnore]
    public string SearchText => string.Join('\n', [FullName, JobTitle, .. Emails.Select(e => e.Address), .. Phones.Select(p => p.Number), .. Phones.Select(p => p.Raw)]).ToLowerInvariant();

    [JsonIgnore]
    public string SearchWords
    {
        get
        {
            var words = new SearchWords().Name(SearchPlace.Name, FirstName).Name(SearchPlace.SecondName, LastName).Custom(Custom);
            foreach (var email in Emails) words.Mail(email.Address);
            foreach (var phone in Phones) words.Phone(phone.Number);
            return words.ToString();
        }
    }

    [JsonIgnore]
    public string[] TagKeys => Tag.Keys(Tags);

    [JsonIgnore]
    public string[] ConsentKeys => [.. Consents.Select(c => c.Key())];

    /// <summary>Whether it wants no marketing by mail, wherever to.</summary>
    [JsonIgnore]
    public bool RefusesMail => Consents.Any(c => c.Purpose == ConsentState.Mail && c.Status is ConsentStatus.Withdrawn or ConsentStatus.Refused);

    [JsonIgnore]
    public Guid[] CompanyIds => [.. Companies.Select(a => a.CompanyId)];

    [JsonIgnore]
    public string[] EmailDomains => [.. Emails.Select(e => PublicMailDomains.OrganizationOf(e.Address)).OfType<string>().Distinct()];

    public static string Kind => "contact";

    // A shared number or employer alone says nothing: families and colleagues have them.
    public static IReadOnlyList<MatchReason> Reasons { get; } =
    [
        new("nameAndPhone", 0.9m, "firstName", "lastName", "phones"),
        new("nameAndDomain", 0.85m, "firstName", "lastName", "emails"),
        new("nameAndCompany", 0.85m, "firstName", "lastName", "companyId", "companies"),
    ];

    [JsonIgnore]
    public string[] DupKeys => MatchKeys.OfPerson(FirstName, LastName) is { Length: > 0 } name
        ? [.. Phones.Select(p => $"nameAndPhone|{name}|{p.Number}").Concat(!name.Contains(' ') ? [] :
            EmailDomains.Select(domain => $"nameAndDomain|{name}|{domain}").Concat(CompanyIds.Select(id => $"nameAndCompany|{name}|{id}"))).Distinct()]
        : [];

    [JsonIgnore]
    public string FullNameKey => FullName.ToLowerInvariant();

    [JsonIgnore]
    public string? FirstNameKey => FirstName?.ToLowerInvariant();

    [JsonIgnore]
    public string? LastNameKey => LastName?.ToLowerInvariant();

    /// <summary>What a client wants to create, to be compared with what is there.</summary>
    public static Contact Draft(ContactFields fields, string? country)
    {
        var draft = new Contact();
        draft.Write(fields, "", [], country);
        draft.BeWith(fields.Companies.Count > 0 ? Affiliation.Of(fields.Companies) : Affiliation.Led([], fields.CompanyId));
        return draft;
    }

    /// <summary>Takes over what a client set. Stage and tags are settled against those of the company before.</summary>
    public void Write(ContactFields fields, string stage, string[] tags, string? country = null)
    {
        (FirstName, LastName, JobTitle, Source) = (fields.FirstName.Tidy(), fields.LastName.Tidy(), fields.JobTitle.Tidy(), fields.Source.Tidy());
        (OwnerId, Address, Stage, Tags) = (fields.OwnerId, fields.Address?.Tidied(), stage, tags);
        Custom = fields.Custom;
        var mainEmail = Math.Max(0, fields.Emails.ToList().FindIndex(e => e.Primary is true));
        Emails = [.. fields.Emails.Select((e, i) => new Email(e.Address.Trim(), e.Label.Tidy(), i == mainEmail, e.Verified, e.OptedOut))];
        if (RefusesMail) OptMail(true);
        Phones = Phone.Of(fields.Phones, country);
        FullName = NameToShow() ?? "";
    }

    /// <summary>Opts all addresses out, or those in again that were out.</summary>
    public void OptMail(bool isOut) => Emails = [.. Emails.Select(e => isOut || e.OptedOut is true ? e with { OptedOut = isOut } : e)];

    /// <summary>Is with these companies from now on.</summary>
    public void BeWith(IReadOnlyList<Affiliation> companies) => (Companies, CompanyId) = (companies, companies.FirstOrDefault(a => a.Primary)?.CompanyId);

    /// <summary>Moves to another stage.</summary>
    /// <returns>What happened, if anything did.</returns>
    public ContactStageChanged? MoveTo(string stage, string actor, DateTimeOffset now)
    {
        if (stage == Stage) return null;
        var moved = new ContactStageChanged(Guid.CreateVersion7(now), Id, FullName, Stage, stage, actor, now);
        Stage = stage;
        Touch(actor, now);
        return moved;
    }

    /// <summary>Gives up the addresses that others have.</summary>
    public void LeaveOut(IReadOnlyList<EmailClaim> taken)
    {
        var kept = Emails.Where(e => !taken.Any(claim => claim.Id == EmailClaim.Normalise(e.Address))).ToList();
        Emails = [.. kept.Select((e, i) => e with { Primary = e.Primary || (i == 0 && !kept.Exists(k => k.Primary)) })];
        FullName = NameToShow() ?? FullName;
    }

    /// <summary>The full name, made of what may be seen only.</summary>
    /// <param name="sees">Whether a member may be seen.</param>
    public string? NameToShow(Func<string, bool> sees) =>
        $"{(sees("firstName") ? FirstName : null)} {(sees("lastName") ? LastName : null)}".Tidy()
        ?? (sees("emails") ? Emails.FirstOrDefault(e => e.Primary)?.Address : null)
        ?? (sees("phones") ? Phones.FirstOrDefault(p => p.Primary)?.Number : null);

    /// <summary>Puts right what its parts say of each other after they were changed one by one.</summary>
    public void Mend()
    {
        var (mail, phone, company) = (Math.Max(0, Emails.ToList().FindIndex(e => e.Primary)), Math.Max(0, Phones.ToList().FindIndex(p => p.Primary)), Companies.ToList().FindIndex(a => a.Primary));
        Emails = [.. Emails.Select((e, i) => e with { Primary = i == mail })];
        Phones = [.. Phones.Select((p, i) => p with { Primary = i == phone })];
        BeWith([.. Companies.Select((a, i) => a with { Primary = i == company })]);
        FullName = NameToShow() ?? FullName;
    }

    public string NameToTell() => ContactView.NameOf(this);

    private string? NameToShow() => NameToShow(_ => true);
}
