using Crm.Contacts.Affiliations;
using Crm.Contacts.Duplicates;
using Crm.Contracts.Contacts;
using Crm.Contracts.Identity;
using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.Assignment;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FluentValidation.Results;
using Marten;

namespace Crm.Contacts;

/// <summary>What every act that writes a contact does: hold it against what the company has settled, take claims, tell others.</summary>
internal sealed class ContactWriting(IDocumentSession session, Outbox outbox, CustomValues customs, IMemberDirectory members, CompanyDesk desk, Assignments assignments, Caller caller, TimeProvider clock)
{
    public async Task<Contact> CreateAsync(ContactFields fields, ContactSetting setting, CancellationToken ct)
    {
        var (contact, now) = (new Contact(), clock.GetUtcNow());
        var custom = setting.Settle(before: null, fields);
        contact.BeWith(await WithAsync([], fields, fields.Companies.Count > 0, fields.CompanyId is not null, ct));
        CompanyDesk.CheckRights(contact.Companies);
        fields = fields with { Custom = custom.Values };
        contact.Write(fields, setting.Stages.Settle(fields.Stage), setting.Tags.Of(fields.Tags), setting.Organization.Country);
        contact.Touch(caller.Actor, now);
        await setting.Tags.BringAsync(session, [contact], caller.Actor, now, ct);
        EmailClaim.Settle(session, contact, before: [], setting.Claims);
        await customs.SettleAsync(contact.Id, custom, ct);
        if (!fields.SaysCompany) await desk.PlaceByMailAsync(contact, had: [], now, ct);
        contact.OwnerId ??= (await assignments.DecideAsync(contact, take: true, ct)).OwnerId ?? caller.AccountId;
        session.Insert(contact);
        await outbox.PublishAsync(new ContactCreated(Guid.CreateVersion7(now), contact.Id, contact.FullName, contact.Stage, contact.OwnerId, caller.Actor, now));
        return contact;
    }

    /// <param name="says">Whether the client wrote the member.</param>
    /// <returns>The version it has then.</returns>
    public async Task<int> ChangeAsync(Contact contact, ContactFields fields, Func<string, bool> says, CancellationToken ct)
    {
        var (before, emails, now) = (ContactFields.Of(contact), contact.Emails, clock.GetUtcNow());
        await members.CheckOwnerAsync(fields.OwnerId, before.OwnerId, ct);
        var with = await WithAsync(contact.Companies, fields, says("companies"), says("companyId"), ct);
        var setting = await ContactSetting.LoadAsync(session, fields, ct);

        var custom = setting.Settle(contact.Custom, fields);
        await customs.SettleAsync(contact.Id, custom, ct);
        contact.Write(fields with { Custom = custom.Values }, before.Stage!, setting.Tags.Of(fields.Tags), setting.Organization.Country);
        contact.BeWith(with);
        await setting.Tags.BringAsync(session, [contact], caller.Actor, now, ct);
        EmailClaim.Settle(session, contact, emails, setting.Claims);
        if (!says("companies") && !says("companyId")) await desk.PlaceByMailAsync(contact, emails, now, ct);
        var changed = Members.Changed(before, ContactFields.Of(contact));
        var moved = fields.Stage == before.Stage ? null : contact.MoveTo(setting.Stages.Settle(fields.Stage), caller.Actor, now);
        if (moved is not null) await outbox.PublishAsync(moved);
        return await SaveAsync(contact, changed, moved is not null, ct);
    }

    /// <summary>Gives it what it lacks of what was sent.</summary>
    /// <returns>The version it has then.</returns>
    public Task<int> FillAsync(Contact contact, ContactFields sent, Contact draft, CancellationToken ct)
    {
        var filled = ContactFields.Of(contact).LackingOf(sent, draft);
        var verdict = ContactFieldsValidator.Instance.Validate(filled);
        return verdict.IsValid ? ChangeAsync(contact, filled, member => member is "companies" or "companyId", ct) : throw ValidationProblem.OfBody(verdict.Errors);
    }

    /// <summary>Puts it with these companies and nothing else.</summary>
    /// <returns>The version it has then.</returns>
    public async Task<int> PutWithAsync(Contact contact, IReadOnlyList<Affiliation> companies, CancellationToken ct)
    {
        var before = ContactFields.Of(contact);
        await desk.CheckAsync(contact.Companies, companies, _ => "/companyId", ct);
        contact.BeWith(companies);
        return await SaveAsync(contact, Members.Changed(before, ContactFields.Of(contact)), moved: false, ct);
    }

    private async Task<int> SaveAsync(Contact contact, IReadOnlyList<string> changed, bool moved, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var (version, now) = (contact.Version, clock.GetUtcNow());
        if (changed.Count > 0) await outbox.PublishAsync(new ContactUpdated(Guid.CreateVersion7(now), contact.Id, contact.FullName, changed, caller.Actor, now));
        if (changed.Count == 0 && !moved) return version;
        contact.Touch(caller.Actor, now);
        session.UpdateRevision(contact, version + 1);
        return version + 1;
    }

    private async Task<IReadOnlyList<Affiliation>> WithAsync(IReadOnlyList<Affiliation> before, ContactFields fields, bool saysCompanies, bool saysCompany, CancellationToken ct)
    {
        var after = saysCompanies ? Affiliation.Of(fields.Companies) : saysCompany ? Affiliation.Led(before, fields.CompanyId) : before;
        if (saysCompanies && saysCompany)
        {
            var said = fields.Companies.FirstOrDefault(a => a.Primary is true)?.CompanyId;
            if ((said is not null && said != fields.CompanyId) || (fields.CompanyId is { } id && !after.Any(a => a.CompanyId == id)))
                throw ValidationProblem.OfBody([new ValidationFailure("CompanyId", "`companyId` is the primary one of `companies`.") { ErrorCode = "companies.primary" }]);
            after = [.. after.Select(a => a with { Primary = a.CompanyId == fields.CompanyId })];
        }
        await desk.CheckAsync(before, after, i => saysCompanies && fields.CompanyId != after[i].CompanyId ? $"/companies/{i}/companyId" : "/companyId", ct);
        return after;
    }
}
