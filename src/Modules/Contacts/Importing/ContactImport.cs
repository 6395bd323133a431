using System.Text.Json;
using Crm.Contacts.Affiliations;
using Crm.Contacts.Duplicates;
using Crm.Contacts.Sets;
using Crm.Kernel.Importing;
using Crm.Kernel.Problems;
using FluentValidation;

namespace Crm.Contacts.Importing;

/// <summary>Contacts out of files.</summary>
internal sealed class ContactImport() : RecordImport<Contact, ContactFields, EmailClaim, ContactImportSetting>("contact")
{
    public override IReadOnlyList<ImportField> Fields => ContactImportFields.All;
    public override IReadOnlyList<ImportPreset> Presets => ContactImportFields.Presets;
    protected override IValidator<ContactFields> Rules => ContactFieldsValidator.Instance;
    protected override ProblemType Taken => ContactProblems.EmailTaken;
    protected override ProblemType Duplicate => ContactProblems.Duplicate;
    protected override string ClaimField => "email";

    protected override Task<ContactImportSetting> PrepareAsync(ImportStep work, IReadOnlyList<ImportRow> rows, CancellationToken ct) => ContactImportSetting.LoadAsync(work, rows, ct);

    protected override ContactFields FieldsOf(Contact? record, ImportStep work) => record is null ? new() : ContactFields.Of(record);

    protected override ContactFields Apply(ContactFields fields, ImportRow row, bool isNew, ImportStep work, ContactImportSetting setting, List<RowError> errors) => new ContactCells(row, work, setting, errors).Apply(fields, isNew);

    protected override IReadOnlyDictionary<string, JsonElement> CustomOf(ContactFields fields) => fields.Custom;

    protected override IReadOnlyDictionary<string, JsonElement> CustomOf(Contact record) => record.Custom;

    protected override Contact Build(ContactFields fields, IReadOnlyDictionary<string, JsonElement> custom, Contact? before, ImportStep work, ContactImportSetting setting)
    {
        var stage = before is not null && fields.Stage == before.Stage ? before.Stage : setting.Stages.Settle(fields.Stage);
        var contact = new Contact { MergedInto = before?.MergedInto };
        contact.Write(fields with { Custom = custom }, stage, work.Tags.Of(fields.Tags), work.Organization.Country);
        contact.BeWith(Affiliation.Of(fields.Companies));
        return contact;
    }

    protected override ContactFields Fill(ContactFields twin, ContactFields sent, Contact draft) => twin.LackingOf(sent, draft);

    protected override IEnumerable<string> ClaimsOf(Contact record) => EmailClaim.Keys(record.Emails.Select(e => e.Address));

    protected override IEnumerable<string> ClaimsOf(ImportRow row) => row.All("email").Concat(row.All("otherEmails").SelectMany(CellReading.Several)).Select(EmailClaim.Normalise).Where(e => e.Length > 0).Distinct();

    protected override EmailClaim Claim(string key, Guid record) => new() { Id = key, ContactId = record };

    protected override (string Key, Guid Record) Holder(EmailClaim claim) => (claim.Id, claim.ContactId);

    protected override Task TellAsync(ImportStep work, ContactImportSetting setting, IReadOnlyList<Contact> created, IReadOnlyList<(Contact Before, Contact After)> changed, CancellationToken ct)
    {
        if (created.Count + changed.Count == 0) return Task.CompletedTask;
        work.Told.AddRange(ContactSet.Tell(new(created, changed, [], [], []), work.Actor, work.Now));
        return Task.CompletedTask;
    }
}
