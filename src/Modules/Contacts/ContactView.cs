using System.Text.Json;
using Crm.Contacts.Affiliations;
using Crm.Contacts.Consents;
using Crm.Kernel.Access;
using Crm.Kernel.Values;

namespace Crm.Contacts;

/// <summary>A contact as the API shows it.</summary>
[HidesFields("contact", "id", "fullName", "stage", "createdAt", "createdBy", "updatedAt", "updatedBy", "mergedInto", "trashedAt")]
internal sealed record ContactView
{
    public required Guid Id { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }

    /// <summary>First and last name, else the primary e-mail address, else the primary phone number; <c>…</c> if all of them are hidden from the caller.</summary>
    public required string FullName { get; init; }

    public required IReadOnlyList<Email> Emails { get; init; }
    public required IReadOnlyList<Phone> Phones { get; init; }
    public string? JobTitle { get; init; }

    /// <summary>The primary one of <c>companies</c>, even if it lies in the trash.</summary>
    public Guid? CompanyId { get; init; }

    /// <summary>All companies it is or was with, at most one of them primary. From whom either of the two members is hidden, both are.</summary>
    public required IReadOnlyList<Affiliation> Companies { get; init; }

    /// <summary>Key of the stage.</summary>
    public required string Stage { get; init; }

    /// <summary>Account that looks after the contact.</summary>
    public Guid? OwnerId { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }
    public string? Source { get; init; }
    public Address? Address { get; init; }

    /// <summary>Values of the company's own fields, by their keys: <c>GET /api/v1/custom-fields</c> has the fields.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Custom { get; init; }

    /// <summary>What holds of each purpose that the contact said something of; absent for whoever may not see consents.</summary>
    public IReadOnlyList<ConsentState>? Consents { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who created it: <c>account:…</c>, <c>system</c>…</summary>
    public required string CreatedBy { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
    public required string UpdatedBy { get; init; }

    /// <summary>The contact that it became part of, if it lies in the trash for that.</summary>
    public Guid? MergedInto { get; init; }

    /// <summary>When it was moved to the trash, if it lies there.</summary>
    public DateTimeOffset? TrashedAt { get; init; }

    public static ContactView Of(Contact contact) => new()
    {
        Id = contact.Id,
        FirstName = contact.FirstName,
        LastName = contact.LastName,
        FullName = NameOf(contact),
        Emails = contact.Emails,
        Phones = contact.Phones,
        JobTitle = contact.JobTitle,
        CompanyId = Rights.Current is { } a && HidesCompanies(a) ? null : contact.CompanyId,
        Companies = Rights.Current is { } b && HidesCompanies(b) ? [] : contact.Companies,
        Stage = contact.Stage,
        OwnerId = contact.OwnerId,
        Tags = contact.Tags,
        Source = contact.Source,
        Address = contact.Address,
        Custom = contact.Custom,
        Consents = Rights.Current is { } c && !c.Permissions.ContainsKey(ConsentPermissions.Read) ? null : contact.Consents,
        CreatedAt = contact.CreatedAt,
        CreatedBy = contact.CreatedBy,
        UpdatedAt = contact.UpdatedAt,
        UpdatedBy = contact.UpdatedBy,
        MergedInto = contact.MergedInto,
        TrashedAt = contact.DeletedAt,
    };

    /// <summary>Each of the two tells the other.</summary>
    public static bool HidesCompanies(Rights rights) => rights.Of("contact", "companyId") == FieldAccess.Hidden || rights.Of("contact", "companies") == FieldAccess.Hidden;

    public static string NameOf(Contact contact) => Rights.Current is { Fields.Count: > 0 } rights
        ? contact.NameToShow(member => rights.Of("contact", member) != FieldAccess.Hidden) ?? "…"
        : contact.FullName;
}
