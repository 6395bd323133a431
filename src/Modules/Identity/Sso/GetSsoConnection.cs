using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Identity.Sso;

internal sealed class GetSsoConnectionEndpoint(SsoConnections connections, CrmSettings settings) : EndpointWithoutRequest<SsoConnectionView>
{
    public override void Configure()
    {
        Get("/api/v1/sso-connection");
        Permissions(SsoPermissions.Read);
        this.Describes("getSsoConnection", "Single sign-on", "Read the company's connection to its provider", 200, KernelProblems.NotFound);
    }

    public override async Task HandleAsync(CancellationToken ct)
    {
        var connection = await connections.GetAsync(ct);
        await Send.FoundAsync(connection.Version, SsoConnectionView.Of(connection, settings), ct);
    }
}
