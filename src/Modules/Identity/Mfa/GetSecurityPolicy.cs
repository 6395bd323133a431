using Crm.Identity.Access;
using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using FastEndpoints;

namespace Crm.Identity.Mfa;

internal sealed class GetSecurityPolicyEndpoint(ControlSession control, Caller caller) : EndpointWithoutRequest<SecurityPolicyView>
{
    public override void Configure()
    {
        Get("/api/v1/security-policy");
        Permissions(AccessPermissions.ReadMembers);
        this.Describes("getSecurityPolicy", "Access", "Read what the company demands of whoever enters it", 200);
    }

    public override async Task HandleAsync(CancellationToken ct)
    {
        var policy = await SecurityPolicy.OfAsync(control, caller.TenantId, ct);
        await Send.FoundAsync(policy.Version, SecurityPolicyView.Of(policy), ct);
    }
}
