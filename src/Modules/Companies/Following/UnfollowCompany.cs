using Crm.Kernel;
using Crm.Kernel.Following;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Companies.Following;

/// <summary>Lets somebody follow a company no longer.</summary>
internal sealed record UnfollowCompany
{
    [RouteParam] public Guid Id { get; init; }

    /// <summary>An account, or <c>me</c>.</summary>
    [RouteParam] public string AccountId { get; init; } = "";
}

internal sealed class UnfollowCompanyEndpoint(IDocumentSession session, Followers followers) : Endpoint<UnfollowCompany>
{
    public override void Configure()
    {
        Delete("/api/v1/companies/{id}/followers/{accountId}");
        Permissions(CompanyPermissions.Read);
        this.Describes("unfollowCompany", "Companies", "Follow a company no longer", 204, KernelProblems.RecordReadOnly);
    }

    public override async Task HandleAsync(UnfollowCompany request, CancellationToken ct)
    {
        await followers.RemoveAsync(await session.LiveAsync<Company>(request.Id, ct), request.AccountId, ct);
        await Send.NoContentAsync(ct);
    }
}
