using System.Text.Json;
using Crm.Contacts.Affiliations;
using Crm.Kernel.Importing;
using Crm.Kernel.Tags;
using Crm.Kernel.Values;

namespace Crm.Contacts.Importing;

/// <summary>What a row's cells make of what a client would set.</summary>
internal sealed class ContactCells(ImportRow row, ImportStep step, ContactImportSetting setting, List<RowError> errors)
{
    private bool Clears => step.Terms.BlankCells is BlankCells.Clear;

    public ContactFields Apply(ContactFields has, bool isNew)
    {
        var (first, last) = Names(has);
        return has with
        {
            FirstName = Text("firstName", first),
            LastName = Text("lastName", last),
            Emails = Emails(has.Emails),
            Phones = Phones(has.Phones),
            JobTitle = Text("jobTitle", has.JobTitle),
            Source = Text("source", has.Source),
            Stage = Stage(has.Stage),
            OwnerId = Owner(has.OwnerId, isNew),
            Tags = Tags(has.Tags),
            Address = Address(has.Address),
            Custom = Custom(has.Custom),
            Companies = Companies(has, isNew),
        };
    }

    private (string? First, string? Last) Names(ContactFields has)
    {
        if (row["fullName"] is not { } full || row["firstName"] is not null || row["lastName"] is not null) return (has.FirstName, has.LastName);
        if (full.Split(',', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 } family, { Length: > 0 } given]) return (given, family);
        return full.LastIndexOf(' ') is > 0 and var at ? (full[..at].Trim(), full[(at + 1)..]) : (null, full);
    }

    private string? Text(string field, string? has) => row[field] ?? (Blank(field) ? null : has);

    /// <summary>Whether the row says that there is nothing.</summary>
    private bool Blank(string field) => Clears && row.Has(field);

    private List<EmailFields> Emails(IReadOnlyList<EmailFields> has)
    {
        var list = has.ToList();
        if (row["email"] is { } main) Lead(main, EmailClaim.Normalise, e => EmailClaim.Normalise(e.Address), list, () => new() { Address = main, Primary = true }, e => e.Primary is true, (e, primary) => e with { Primary = primary });
        else if (Blank("email")) list.Clear();
        var others = row.All("otherEmails").SelectMany(CellReading.Several).ToList();
        if (Blank("otherEmails")) list.RemoveAll(e => e.Primary is not true && !others.Exists(o => EmailClaim.Normalise(o) == EmailClaim.Normalise(e.Address)));
        foreach (var other in others.Where(o => !list.Exists(e => EmailClaim.Normalise(e.Address) == EmailClaim.Normalise(o)))) list.Add(new() { Address = other, Primary = list.Count == 0 });
        return list;
    }

    private List<PhoneFields> Phones(IReadOnlyList<PhoneFields> has)
    {
        var (list, country) = (has.ToList(), step.Organization.Country);
        string Same(string raw) => PhoneReading.Read(raw, country) ?? raw;
        string Key(PhoneFields phone) => phone.Number ?? Same(phone.Raw!);
        if (row["phone"] is { } main) Lead(main, Same, Key, list, () => new() { Raw = main, Primary = true }, p => p.Primary is true, (p, primary) => p with { Primary = primary });
        else if (Blank("phone")) list.Clear();
        var others = row.All("otherPhones").SelectMany(CellReading.Several).ToList();
        if (Blank("otherPhones")) list.RemoveAll(p => p.Primary is not true && !others.Exists(o => Same(o) == Key(p)));
        foreach (var other in others.Where(o => !list.Exists(p => Key(p) == Same(o)))) list.Add(new() { Raw = other, Primary = list.Count == 0 });
        return list;
    }

    /// <summary>The main one: where it is there already it leads from now on, else it comes first.</summary>
    private static void Lead<T>(string cell, Func<string, string> same, Func<T, string> key, List<T> list, Func<T> make, Func<T, bool> leads, Func<T, bool, T> with)
    {
        var at = list.FindIndex(item => key(item) == same(cell));
        if (at >= 0 && leads(list[at])) return;
        for (var i = 0; i < list.Count; i++) list[i] = with(list[i], i == at);
        if (at < 0) list.Insert(0, make());
    }

    private string? Stage(string? has)
    {
        if (row["stage"] is not { } said) return has;
        var stages = setting.Stages.Views;
        if ((stages.FirstOrDefault(s => s.Key == said) ?? stages.FirstOrDefault(s => string.Equals(s.Label, said, StringComparison.OrdinalIgnoreCase) || string.Equals(s.Key, said, StringComparison.OrdinalIgnoreCase))) is { } stage) return stage.Key;
        errors.Add(new(step.ColumnOf("stage"), ContactProblems.StageUnknown.Code, $"There is no stage `{said}`."));
        return has;
    }

    private Guid? Owner(Guid? has, bool isNew)
    {
        if (row["ownerId"] is not { } said) return isNew ? step.Terms.OwnerId ?? step.Rights.AccountId : Blank("ownerId") ? null : has;
        if (Guid.TryParse(said, out var id) && id == has) return has;
        if (setting.Owners.GetValueOrDefault(said) is { } owner) return owner;
        errors.Add(new(step.ColumnOf("ownerId"), Kernel.Problems.KernelProblems.OwnerUnknown.Code, $"`{said}` is no member."));
        return has;
    }

    private IReadOnlyList<string> Tags(IReadOnlyList<string> has)
    {
        if (!row.Has("tags") && step.Terms.Tags.Count == 0) return has;
        var said = row.All("tags").SelectMany(CellReading.Several).ToList();
        return [.. (Blank("tags") ? said : has.Concat(said)).Concat(step.Terms.Tags).DistinctBy(Tag.KeyOf)];
    }

    private Address? Address(Address? has)
    {
        var address = new Address
        {
            Street = Text("address.street", has?.Street),
            Street2 = Text("address.street2", has?.Street2),
            PostalCode = Text("address.postalCode", has?.PostalCode),
            City = Text("address.city", has?.City),
            Region = Text("address.region", has?.Region),
            Country = row["address.country"] is { } country ? CountryNames.CodeOf(country) : Blank("address.country") ? null : has?.Country,
        };
        return address == new Address() ? null : has == address ? has : address;
    }

    private IReadOnlyDictionary<string, JsonElement> Custom(IReadOnlyDictionary<string, JsonElement> has) => step.Custom(row, has);

    private IReadOnlyList<AffiliationFields> Companies(ContactFields has, bool isNew)
    {
        var named = ContactImportSetting.Named(row);
        if (named.Count == 0)
        {
            if (Blank("companyId") || Blank("company") || Blank("companyDomain")) return [.. Led(has, null)];
            return isNew && has.Companies.Count == 0 && MayPlace && ByMail() is { } found ? [AffiliationFields.Of(Affiliation.With(found))] : has.Companies;
        }
        if (named.Where(setting.Companies.ContainsKey).Select(name => (Guid?)setting.Companies[name]).FirstOrDefault() is { } id) return [.. Led(has, id)];
        if (has.CompanyId is { } own && named[0] == $"id|{own}") return has.Companies;
        if (step.Terms is { CreateCompanies: true } && step.DryRun) return has.Companies;
        errors.Add(new(step.ColumnOf("companyId", "companyDomain", "company"), ContactProblems.CompanyUnknown.Code, $"There is no such company, or several: {named[0].Split('|', 2)[1]}."));
        return has.Companies;
    }

    private bool MayPlace => MayWrite("companyId") && MayWrite("companies");

    private bool MayWrite(string member) => step.Rights.Of("contact", member) is Kernel.Access.FieldAccess.Write;

    private static IEnumerable<AffiliationFields> Led(ContactFields has, Guid? id) => Affiliation.Led(Affiliation.Of(has.Companies), id).Select(AffiliationFields.Of);

    private Guid? ByMail() => row.All("email").Concat(row.All("otherEmails").SelectMany(CellReading.Several)).Select(ContactImportSetting.MailDomain).OfType<string>()
        .Select(domain => setting.Companies.TryGetValue($"domain|{domain}", out var id) ? id : (Guid?)null).FirstOrDefault(id => id is not null);
}
