using Crm.Kernel;
using Crm.Kernel.Following;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Companies.Following;

/// <summary>Makes somebody follow a company.</summary>
internal sealed record FollowCompany
{
    [RouteParam] public Guid Id { get; init; }

    /// <summary>An account, or <c>me</c>.</summary>
    [RouteParam] public string AccountId { get; init; } = "";
}

internal sealed class FollowCompanyEndpoint(IDocumentSession session, Followers followers) : Endpoint<FollowCompany, FollowerView>
{
    public override void Configure()
    {
        Put("/api/v1/companies/{id}/followers/{accountId}");
        Permissions(CompanyPermissions.Read);
        this.Describes("followCompany", "Companies", "Follow a company, or let somebody else", 200, FollowingProblems.TooManyFollowers, KernelProblems.OwnerUnknown, KernelProblems.RecordReadOnly, KernelProblems.Conflict);
    }

    public override async Task HandleAsync(FollowCompany request, CancellationToken ct) =>
        await Send.OkAsync(await followers.AddAsync(await session.LiveAsync<Company>(request.Id, ct), request.AccountId, ct), ct);
}
