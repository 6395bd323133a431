using Crm.Identity.Access;
using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Identity.Platform;

/// <summary>Shows an operator the door.</summary>
internal sealed record EndImpersonation
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class EndImpersonationEndpoint(Impersonations impersonations, Caller caller) : Endpoint<EndImpersonation>
{
    public override void Configure()
    {
        Delete("/api/v1/impersonations/{id}");
        Permissions(AccessPermissions.WriteSecurity);
        this.Describes("endImpersonation", "Access", "End the stay of somebody who runs the service", 204);
    }

    public override async Task HandleAsync(EndImpersonation r, CancellationToken ct)
    {
        await impersonations.EndAsync(await impersonations.FindAsync("i.id = @Id and i.tenant_id = @TenantId", new { r.Id, caller.TenantId }, ct) ?? throw KernelProblems.NotFound.With(), ct);
        await Send.NoContentAsync(ct);
    }
}
