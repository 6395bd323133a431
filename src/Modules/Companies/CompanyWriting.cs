using Crm.Companies.Duplicates;
using Crm.Contracts.Companies;
using Crm.Contracts.Identity;
using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using Crm.Kernel.Tags;
using Marten;

namespace Crm.Companies;

/// <summary>What every act that changes a company does: hold it against what is settled, take claims, tell others.</summary>
internal sealed class CompanyWriting(IDocumentSession session, Outbox outbox, CustomValues customs, IMemberDirectory members, Caller caller, TimeProvider clock)
{
    /// <returns>The version it has then.</returns>
    public async Task<int> ChangeAsync(Company company, CompanyFields fields, CancellationToken ct)
    {
        var (before, now, version) = (CompanyFields.Of(company), clock.GetUtcNow(), company.Version);
        await members.CheckOwnerAsync(fields.OwnerId, before.OwnerId, ct);
        await session.CheckParentAsync(company.Id, fields.ParentId, before.ParentId, ct);

        var (custom, country) = await customs.ReadAsync("company", company.Custom, fields.Custom, ct);
        await customs.SettleAsync(company.Id, custom, ct);
        var tags = await TagNames.HoldAsync(session, fields.Tags, ct);
        company.Write(fields with { Custom = custom.Values }, tags.Of(fields.Tags), country);
        await tags.BringAsync(session, [company], caller.Actor, now, ct);
        DomainClaim.Settle(session, company, before.Domains, await DomainClaim.OnAsync(session, company, ct));
        var changed = Members.Changed(before, CompanyFields.Of(company));
        if (changed.Count == 0) return version;
        company.Touch(caller.Actor, now);
        session.UpdateRevision(company, ++version);
        await outbox.PublishTakenAsync(company, before.Domains, now);
        await outbox.PublishAsync(new CompanyUpdated(Guid.CreateVersion7(now), company.Id, company.Name, changed, caller.Actor, now));
        return version;
    }

    /// <summary>Gives it what it lacks of what was sent.</summary>
    /// <returns>The version it has then.</returns>
    public Task<int> FillAsync(Company company, CompanyFields sent, Company draft, CancellationToken ct)
    {
        var filled = CompanyFields.Of(company).LackingOf(sent, draft);
        var verdict = CompanyFieldsValidator.Instance.Validate(filled);
        return verdict.IsValid ? ChangeAsync(company, filled, ct) : throw ValidationProblem.OfBody(verdict.Errors);
    }
}
