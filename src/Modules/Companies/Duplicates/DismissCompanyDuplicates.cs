using Crm.Kernel;
using Crm.Kernel.Duplicates;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Companies.Duplicates;

/// <summary>Says of companies that no two of them are the same.</summary>
internal sealed record DismissCompanyDuplicates
{
    [FromBody] public required NotTheSame Group { get; init; }
}

internal sealed class DismissCompanyDuplicatesValidator : Validator<DismissCompanyDuplicates>
{
    public DismissCompanyDuplicatesValidator() => RuleFor(d => d.Group).SetValidator(new NotTheSameValidator());
}

internal sealed class DismissCompanyDuplicatesEndpoint(IDocumentSession session, Caller caller, TimeProvider clock) : Endpoint<DismissCompanyDuplicates>
{
    public override void Configure()
    {
        Post("/api/v1/companies/duplicates/dismissals");
        Permissions(CompanyPermissions.Write);
        this.Describes("dismissCompanyDuplicates", "Companies", "Say that companies are not the same", 204, KernelProblems.NotFound);
    }

    public override async Task HandleAsync(DismissCompanyDuplicates request, CancellationToken ct)
    {
        await request.Group.RememberAsync<Company>(session, caller, clock.GetUtcNow(), ct);
        await Send.NoContentAsync(ct);
    }
}
