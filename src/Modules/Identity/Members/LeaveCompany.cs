using Crm.Kernel;
using Crm.Kernel.Http;
using FastEndpoints;

namespace Crm.Identity.Members;

internal sealed class LeaveCompanyEndpoint(MemberBook members, Caller caller) : EndpointWithoutRequest
{
    public override void Configure()
    {
        Delete("/api/v1/me/membership");
        Permissions(IdentityModule.WriteMe);
        this.Describes("leaveCompany", "Me", "Leave the company of the access token; the account and its other companies stay", 204,
            IdentityProblems.LastOwner, IdentityProblems.StepUpRequired, Crm.Kernel.Problems.KernelProblems.Impersonated);
        this.IsCompanyMatter();
    }

    public override async Task HandleAsync(CancellationToken ct)
    {
        await members.RemoveAsync(await members.LockAsync(caller.AccountId, ct), ct);
        await Send.NoContentAsync(ct);
    }
}
