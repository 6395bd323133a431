using System.Text.Json;
using Crm.Contacts.Stages;
using Crm.Contacts.Tags;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Organizations;
using Marten;

namespace Crm.Contacts;

/// <summary>What a contact is written against: the company's stages, the tags and claims that exist already. One round trip.</summary>
internal sealed record ContactSetting(StageSet Stages, IReadOnlyList<EmailClaim> Claims, IReadOnlyList<Tag> Tags, CustomFieldSet CustomFields, Organization Organization)
{
    public static async Task<ContactSetting> LoadAsync(IDocumentSession session, ContactFields fields, CancellationToken ct)
    {
        await session.BeginTransactionAsync(ct);
        var batch = session.CreateBatchQuery();
        var stages = batch.Query<StageSet>(StageSet.Held, StageSet.OnlyId);
        var claims = batch.LoadMany<EmailClaim>().ByIdList(EmailClaim.Keys(fields.Emails.Select(e => e.Address)));
        var tags = batch.LoadMany<Tag>().ByIdList(Tag.Keys(fields.Tags));
        var custom = batch.Load<CustomFieldSet>(CustomFieldSet.OnlyId);
        var organization = batch.Load<Organization>(Organization.OnlyId);
        await batch.Execute(ct);
        return new((await stages).SingleOrDefault() ?? throw StageSet.Missing(), [.. await claims], [.. await tags], await custom ?? new(), await organization ?? new());
    }

    /// <param name="before">Null for a new contact.</param>
    public CustomChanges Settle(IReadOnlyDictionary<string, JsonElement>? before, ContactFields fields) => CustomChanges.Settle(CustomFields, "contact", before, fields.Custom, Organization.Country);

    public string[] UseTags(IDocumentSession session, IReadOnlyList<string> names, DateTimeOffset now) => Tag.Use(session, names, Tags, now);
}
