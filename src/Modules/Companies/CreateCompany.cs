using Crm.Contracts.Companies;
using Crm.Contracts.Identity;
using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.Assignment;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Duplicates;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using Crm.Kernel.Tags;
using FastEndpoints;
using Marten;

namespace Crm.Companies;

/// <summary>A company to be.</summary>
internal sealed record CreateCompany
{
    [FromBody] public required CompanyFields Company { get; init; }

    /// <summary>What to do if the company is likely to be there already. With <c>return</c> and <c>merge</c> the answer is 200 and the one that is there.</summary>
    [QueryParam] public OnDuplicate OnDuplicate { get; init; }
}

internal sealed class CreateCompanyValidator : Validator<CreateCompany>
{
    public CreateCompanyValidator() => RuleFor(c => c.Company).SetValidator(CompanyFieldsValidator.Instance);
}

internal sealed class CreateCompanyEndpoint(IDocumentSession session, Outbox outbox, CustomValues customs, IMemberDirectory members, CompanyWriting writing, Assignments assignments, Caller caller, TimeProvider clock)
    : Endpoint<CreateCompany, CompanyView>
{
    public override void Configure()
    {
        Post("/api/v1/companies");
        Permissions(CompanyPermissions.Write);
        this.Describes("createCompany", "Companies", "Create a company", 201,
            CompanyProblems.DomainTaken, CompanyProblems.Duplicate, CompanyProblems.ParentUnknown, CompanyProblems.TooDeep, KernelProblems.OwnerUnknown, KernelProblems.FieldReadOnly, KernelProblems.RecordReadOnly,
            CustomFieldProblems.ValueTaken);
        this.MayAnswerWhatIsThere();
    }

    public override async Task HandleAsync(CreateCompany request, CancellationToken ct)
    {
        var (fields, now) = (request.Company, clock.GetUtcNow());
        await members.CheckOwnerAsync(fields.OwnerId, caller.AccountId, ct);

        var company = new Company();
        var (custom, country) = await customs.ReadAsync("company", before: null, fields.Custom, ct);
        var tags = await TagNames.HoldAsync(session, fields.Tags, ct);
        company.Write(fields with { Custom = custom.Values }, tags.Of(fields.Tags), country);
        var taken = await DomainClaim.OnAsync(session, company, ct);
        if (request.OnDuplicate is OnDuplicate.Refuse or OnDuplicate.Return) DomainClaim.RefuseTaken(company, taken);
        if (request.OnDuplicate is not OnDuplicate.Allow && await session.TwinsOfAsync(company, ct) is { Count: > 0 } twins)
        {
            if (request.OnDuplicate is OnDuplicate.Refuse) throw CompanyProblems.Duplicate.With(twins);
            var twin = twins[0].Record;
            var version = request.OnDuplicate is OnDuplicate.Return ? twin.Version : await writing.FillAsync(twin, fields, company, ct);
            await Send.ChangedAsync(version, CompanyView.Of(twin), ct);
            return;
        }
        company.Touch(caller.Actor, now);
        await tags.BringAsync(session, [company], caller.Actor, now, ct);
        await customs.SettleAsync(company.Id, custom, ct);
        await session.CheckParentAsync(company.Id, company.ParentId, before: null, ct);
        DomainClaim.Settle(session, company, before: [], taken);
        company.OwnerId ??= (await assignments.DecideAsync(company, take: true, ct)).OwnerId ?? caller.AccountId;
        session.Insert(company);

        await outbox.PublishTakenAsync(company, before: [], now);
        await outbox.PublishAsync(new CompanyCreated(Guid.CreateVersion7(now), company.Id, company.Name, company.OwnerId, caller.Actor, now));
        await Send.CreatedAsync($"/api/v1/companies/{company.Id}", CompanyView.Of(company), ct);
    }
}
