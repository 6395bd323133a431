using System.Text.Json;
using Crm.Contacts.Stages;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Organizations;
using Crm.Kernel.Tags;
using Marten;

namespace Crm.Contacts;

/// <summary>What a contact is written against: the company's stages, the tags and claims that exist already. One round trip.</summary>
internal sealed record ContactSetting(StageSet Stages, IReadOnlyList<EmailClaim> Claims, TagNames Tags, CustomFieldSet CustomFields, Organization Organization)
{
    public static async Task<ContactSetting> LoadAsync(IDocumentSession session, ContactFields fields, CancellationToken ct)
    {
        await session.BeginTransactionAsync(ct);
        var batch = session.CreateBatchQuery();
        var stages = batch.Query<StageSet>(StageSet.Held, StageSet.OnlyId);
        var claims = batch.LoadMany<EmailClaim>().ByIdList(EmailClaim.Keys(fields.Emails.Select(e => e.Address)));
        var tags = batch.Query<Tag>(TagNames.Held, (object)Tag.Keys(fields.Tags));
        var custom = batch.Load<CustomFieldSet>(CustomFieldSet.OnlyId);
        var organization = batch.Load<Organization>(Organization.OnlyId);
        await batch.Execute(ct);
        return new((await stages).SingleOrDefault() ?? throw StageSet.Missing(), [.. await claims], new(fields.Tags, await tags), await custom ?? new(), await organization ?? new());
    }

    /// <param name="before">Null for a new contact.</param>
    public CustomChanges Settle(IReadOnlyDictionary<string, JsonElement>? before, ContactFields fields) => CustomChanges.Settle(CustomFields, "contact", before, fields.Custom, Organization.Country);
}
