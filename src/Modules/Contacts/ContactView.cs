using System.Text.Json;
using Crm.Kernel.Access;
using Crm.Kernel.Values;

namespace Crm.Contacts;

/// <summary>A contact as the API shows it.</summary>
[HidesFields("contact", "id", "fullName", "stage", "createdAt", "createdBy", "updatedAt", "updatedBy", "trashedAt")]
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
    public Guid? CompanyId { get; init; }

    /// <summary>Key of the stage.</summary>
    public required string Stage { get; init; }

    /// <summary>Account that looks after the contact.</summary>
    public Guid? OwnerId { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }
    public string? Source { get; init; }
    public Address? Address { get; init; }

    /// <summary>Values of the company's own fields, by their keys: <c>GET /api/v1/custom-fields</c> has the fields.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Custom { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who created it: <c>account:…</c>, <c>system</c>…</summary>
    public required string CreatedBy { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
    public required string UpdatedBy { get; init; }

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
        CompanyId = contact.CompanyId,
        Stage = contact.Stage,
        OwnerId = contact.OwnerId,
        Tags = contact.Tags,
        Source = contact.Source,
        Address = contact.Address,
        Custom = contact.Custom,
        CreatedAt = contact.CreatedAt,
        CreatedBy = contact.CreatedBy,
        UpdatedAt = contact.UpdatedAt,
        UpdatedBy = contact.UpdatedBy,
        TrashedAt = contact.DeletedAt,
    };

    private static string NameOf(Contact contact) => Rights.Current is { Fields.Count: > 0 } rights
        ? contact.NameToShow(member => rights.Of("contact", member) != FieldAccess.Hidden) ?? "…"
        : contact.FullName;
}
