using System.Text.Json;
using System.Text.Json.Serialization;
using Crm.Contacts.Tags;
using Crm.Contracts.Contacts;
using Crm.Kernel.Access;
using Crm.Kernel.Values;

namespace Crm.Contacts;

/// <summary>A person the company knows.</summary>
[Records("contacts")]
internal sealed class Contact : OwnedResource
{
    public string? FirstName { get; set; }
    public string? LastName { get; set; }
    public string FullName { get; set; } = "";
    public IReadOnlyList<Email> Emails { get; set; } = [];
    public IReadOnlyList<Phone> Phones { get; set; } = [];
    public string? JobTitle { get; set; }
    public Guid? CompanyId { get; set; }
    public string Stage { get; set; } = "";
    public string[] Tags { get; set; } = [];
    public string? Source { get; set; }
    public Address? Address { get; set; }

    /// <summary>Values of the company's own fields, by their keys.</summary>
    public IReadOnlyDictionary<string, JsonElement> Custom { get; set; } = new Dictionary<string, JsonElement>();

    // What follows are columns beside the document: for searches by text, by tag, and for orders that ignore case.
    [JsonIgnore]
    public string SearchText => string.Join('\n', [FullName, JobTitle, .. Emails.Select(e => e.Address), .. Phones.Select(p => p.Number), .. Phones.Select(p => p.Raw)]).ToLowerInvariant();

    [JsonIgnore]
    public string[] TagKeys => Tag.Keys(Tags);

    [JsonIgnore]
    public string FullNameKey => FullName.ToLowerInvariant();

    [JsonIgnore]
    public string? FirstNameKey => FirstName?.ToLowerInvariant();

    [JsonIgnore]
    public string? LastNameKey => LastName?.ToLowerInvariant();

    /// <summary>Takes over what a client set. Stage and tags are settled against those of the company before.</summary>
    public void Write(ContactFields fields, string stage, string[] tags, string? country = null)
    {
        (FirstName, LastName, JobTitle, Source) = (fields.FirstName.Tidy(), fields.LastName.Tidy(), fields.JobTitle.Tidy(), fields.Source.Tidy());
        (CompanyId, OwnerId, Address, Stage, Tags) = (fields.CompanyId, fields.OwnerId, fields.Address?.Tidied(), stage, tags);
        Custom = fields.Custom;
        var mainEmail = Math.Max(0, fields.Emails.ToList().FindIndex(e => e.Primary is true));
        Emails = [.. fields.Emails.Select((e, i) => new Email(e.Address.Trim(), e.Label.Tidy(), i == mainEmail, e.Verified, e.OptedOut))];
        Phones = Phone.Of(fields.Phones, country);
        FullName = NameToShow() ?? "";
    }

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

    private string? NameToShow() => NameToShow(_ => true);
}
