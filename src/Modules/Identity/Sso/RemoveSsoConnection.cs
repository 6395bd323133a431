using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Identity.Sso;

internal sealed class RemoveSsoConnectionEndpoint(SsoConnections connections) : EndpointWithoutRequest
{
    public override void Configure()
    {
        Delete("/api/v1/sso-connection");
        Permissions(SsoPermissions.Write);
        this.Describes("removeSsoConnection", "Single sign-on", "Remove the connection, and end the sessions that came by it", 204, SsoProblems.InUse, IdentityProblems.StepUpRequired, KernelProblems.NotFound, KernelProblems.Stale);
        this.NeedsRecentLogin();
    }

    public override async Task HandleAsync(CancellationToken ct)
    {
        var connection = await connections.GetAsync(ct, locked: true);
        HttpContext.HonourIfMatch(connection.Version);
        await connections.RemoveAsync(connection, ct);
        await Send.NoContentAsync(ct);
    }
}
