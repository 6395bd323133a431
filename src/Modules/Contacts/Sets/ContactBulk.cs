using System.Text.Json;
using Crm.Contacts.Consents;
using Crm.Contacts.Stages;
using Crm.Kernel.Bulk;
using Crm.Kernel.Sets;
using Crm.Kernel.Tags;
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

    protected override async Task<Func<Contact, ContactFields, IReadOnlyDictionary<string, JsonElement>, Contact>> WriterAsync(BulkStep work, TagNames tags, CancellationToken ct)
    {
        var (stages, serializer) = (await StageSet.HoldAsync(work.Session, ct), work.Session.DocumentStore.Options.Serializer());
        return (before, fields, custom) =>
        {
            var stage = fields.Stage == before.Stage ? before.Stage : stages.Settle(fields.Stage);
            var after = Copy(before, serializer);
            after.Write(fields with { Custom = custom }, stage, tags.Of(fields.Tags), work.Organization.Country);
            return after;
        };
    }

    protected override void Revive(Contact record, DateTimeOffset now) => (record.MergedInto, record.Consents) = (null, ConsentState.Latest(record.Consents, now));

    protected override IEnumerable<object> Tell(BulkStep work, WrittenSet<Contact> written) => ContactSet.Tell(written, work.Actor, work.Now);
}
