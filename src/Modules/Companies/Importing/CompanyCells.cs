using System.Globalization;
using Crm.Kernel.Importing;
using Crm.Kernel.Tags;
using Crm.Kernel.Values;

namespace Crm.Companies.Importing;

/// <summary>What a row's cells make of what a client would set.</summary>
internal sealed class CompanyCells(ImportRow row, ImportStep step, IReadOnlyDictionary<string, Guid?> owners, List<RowError> errors)
{
    private bool Clears => step.Terms.BlankCells is BlankCells.Clear;

    public CompanyFields Apply(CompanyFields has, bool isNew) => has with
    {
        Name = row["name"] ?? has.Name,
        Domains = Domains(has.Domains),
        Industry = Text("industry", has.Industry),
        Description = Text("description", has.Description),
        Phones = Phones(has.Phones),
        WebsiteUrl = Url(Text("websiteUrl", has.WebsiteUrl)),
        LinkedinUrl = Url(Text("linkedinUrl", has.LinkedinUrl)),
        NumberOfEmployees = row["numberOfEmployees"] is { } many ? Whole(many) : Blank("numberOfEmployees") ? null : has.NumberOfEmployees,
        AnnualRevenue = Revenue(has.AnnualRevenue),
        Address = Address(has.Address),
        OwnerId = Owner(has.OwnerId, isNew),
        Tags = Tags(has.Tags),
        Source = Text("source", has.Source),
        Custom = step.Custom(row, has.Custom),
    };

    private string? Text(string field, string? has) => row[field] ?? (Blank(field) ? null : has);

    private bool Blank(string field) => Clears && row.Has(field);

    /// <summary>People leave out what every address of a page begins with.</summary>
    private static string? Url(string? text) => text is not null && !text.Contains("://", StringComparison.Ordinal) && DomainName.OfAddress(text) is not null ? $"https://{text}" : text;

    private IReadOnlyList<string> Domains(IReadOnlyList<string> has)
    {
        if (!row.Has("domains")) return has;
        var said = row.All("domains").SelectMany(CellReading.Several).ToList();
        return Clears ? said : [.. has, .. said.Where(d => !has.Contains(DomainName.OfAddress(d) ?? d))];
    }

    private List<PhoneFields> Phones(IReadOnlyList<PhoneFields> has)
    {
        var (list, country) = (has.ToList(), step.Organization.Country);
        string Same(string raw) => PhoneReading.Read(raw, country) ?? raw;
        string Key(PhoneFields phone) => phone.Number ?? Same(phone.Raw!);
        if (row["phone"] is { } main)
        {
            var at = list.FindIndex(p => Key(p) == Same(main));
            if (at < 0 || list[at].Primary is not true)
            {
                for (var i = 0; i < list.Count; i++) list[i] = list[i] with { Primary = i == at };
                if (at < 0) list.Insert(0, new() { Raw = main, Primary = true });
            }
        }
        else if (Blank("phone")) list.Clear();
        var others = row.All("otherPhones").SelectMany(CellReading.Several).ToList();
        if (Blank("otherPhones")) list.RemoveAll(p => p.Primary is not true && !others.Exists(o => Same(o) == Key(p)));
        foreach (var other in others.Where(o => !list.Exists(p => Key(p) == Same(o)))) list.Add(new() { Raw = other, Primary = list.Count == 0 });
        return list;
    }

    private int? Whole(string cell)
    {
        if (step.Reading.Number(cell) is { } number && number == decimal.Truncate(number) && number is >= 0 and <= int.MaxValue) return (int)number;
        errors.Add(new(step.ColumnOf("numberOfEmployees"), "import.number", $"Not a whole number: {cell}."));
        return null;
    }

    private Money? Revenue(Money? has)
    {
        var (said, currency) = (row["annualRevenue.amount"], row["annualRevenue.currency"]?.ToUpperInvariant());
        if (said is null) return Blank("annualRevenue.amount") ? null : has is not null && currency is not null ? has with { Currency = currency } : has;
        if (step.Reading.Number(said) is { } amount) return new(amount, currency ?? has?.Currency ?? step.Organization.Currency);
        errors.Add(new(step.ColumnOf("annualRevenue.amount"), "import.number", $"Not a number: {said}."));
        return has;
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
        return address == new Address() ? null : address;
    }

    private Guid? Owner(Guid? has, bool isNew)
    {
        if (row["ownerId"] is not { } said) return isNew ? step.Terms.OwnerId ?? step.Rights.AccountId : Blank("ownerId") ? null : has;
        if (Guid.TryParse(said, CultureInfo.InvariantCulture, out var id) && id == has) return has;
        if (owners.GetValueOrDefault(said) is { } owner) return owner;
        errors.Add(new(step.ColumnOf("ownerId"), Kernel.Problems.KernelProblems.OwnerUnknown.Code, $"`{said}` is no member."));
        return has;
    }

    private IReadOnlyList<string> Tags(IReadOnlyList<string> has)
    {
        if (!row.Has("tags") && step.Terms.Tags.Count == 0) return has;
        var said = row.All("tags").SelectMany(CellReading.Several);
        return [.. (Blank("tags") ? said : has.Concat(said)).Concat(step.Terms.Tags).DistinctBy(Tag.KeyOf)];
    }
}
