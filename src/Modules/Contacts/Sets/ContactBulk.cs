using System.Text.Json;
using Crm.Contacts.Consents;
using Crm.Contacts.Stages;
using Crm.Contacts.Tags;
using Crm.Kernel.Bulk;
using Crm.Kernel.Sets;
using FluentValidation;

namespace Crm.Contacts.Sets;

/// <summary>Bulk actions on contacts.</summary>
internal sealed class ContactBulk() : RecordBulk<Contact, ContactFields, EmailClaim>(new ContactSet())
{
    protected override IValidator<ContactFields> Rules => ContactFieldsValidator.Instance;
    protected override IReadOnlyList<string> NotInBulk => ["companyId", "companies"];
    protected override ContactFields Blank => new();

    protected override ContactFields FieldsOf(Contact record) => ContactFields.Of(record);

    protected override IReadOnlyList<string> TagsOf(ContactFields fields) => fields.Tags;

    protected override ContactFields WithTags(ContactFields fields, IReadOnlyList<string> tags) => fields with { Tags = tags };

    protected override IReadOnlyDictionary<string, JsonElement> CustomOf(ContactFields fields) => fields.Custom;

    protected override async Task<Func<Contact, ContactFields, IReadOnlyDictionary<string, JsonElement>, Contact>> WriterAsync(BulkStep work, IReadOnlyList<string> tags, CancellationToken ct)
    {
        var (stages, serializer) = (await StageSet.HoldAsync(work.Session, ct), work.Session.DocumentStore.Options.Serializer());
        var known = tags.Count == 0 ? [] : await work.Session.LoadManyAsync<Tag>(ct, Tag.Keys(tags));
        var written = tags.DistinctBy(Tag.KeyOf).ToDictionary(Tag.KeyOf, tag => known.FirstOrDefault(k => k.Id == Tag.KeyOf(tag))?.Name ?? tag.Trim());
        var adding = work.Order.Action is not BulkAction.RemoveTags && tags.Count > 0;
        return (before, fields, custom) =>
        {
            var stage = fields.Stage == before.Stage ? before.Stage : stages.Settle(fields.Stage);
            var after = Copy(before, serializer);
            after.Write(fields with { Custom = custom }, stage, [.. fields.Tags.Select(tag => written.GetValueOrDefault(Tag.KeyOf(tag), tag)).Distinct()], work.Organization.Country);
            if (adding)
            {
                Tag.Use(work.Session, tags, known, work.Now);
                adding = false;
            }
            return after;
        };
    }

    protected override void Revive(Contact record, DateTimeOffset now) => (record.MergedInto, record.Consents) = (null, ConsentState.Latest(record.Consents, now));

    protected override IEnumerable<object> Tell(BulkStep work, WrittenSet<Contact> written) => ContactSet.Tell(written, work.Actor, work.Now);
}
