using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Identity.Platform;

/// <summary>Ends a stay of one's own.</summary>
internal sealed record EndOwnImpersonation
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class EndOwnImpersonationEndpoint(Impersonations impersonations, Caller caller) : Endpoint<EndOwnImpersonation>
{
    public override void Configure()
    {
        Delete("/api/v1/platform/impersonations/{id}");
        AuthSchemes(PlatformToken.Scheme);
        Permissions(PlatformToken.Impersonate);
        this.Describes("endOwnImpersonation", "Platform", "Stop working in a company", 204);
    }

    public override async Task HandleAsync(EndOwnImpersonation r, CancellationToken ct)
    {
        await impersonations.EndAsync(await impersonations.FindAsync("i.id = @Id and i.operator_id = @AccountId", new { r.Id, caller.AccountId }, ct) ?? throw KernelProblems.NotFound.With(), ct);
        await Send.NoContentAsync(ct);
    }
}
