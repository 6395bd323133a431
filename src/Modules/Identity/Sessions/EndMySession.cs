using Crm.Identity.Accounts;
using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Identity.Sessions;

/// <summary>Ends one of the caller's sessions.</summary>
internal sealed record EndMySession
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class EndMySessionEndpoint(LoginSessions sessions, AccessJournal journal, RevokedSessions revoked, Caller caller) : Endpoint<EndMySession>
{
    public override void Configure()
    {
        Delete("/api/v1/me/sessions/{id}");
        Permissions(IdentityModule.WriteMe);
        this.Describes("endMySession", "Sessions", "End one of one's own sessions", 204);
    }

    public override async Task HandleAsync(EndMySession r, CancellationToken ct)
    {
        var session = await sessions.LockAsync(r.Id, ct);
        if (session?.AccountId != caller.AccountId) throw KernelProblems.NotFound.With();
        if (session.RevokedAt is null)
        {
            await sessions.RevokeAsync(session.Id, "endedByOwner", ct);
            await journal.NoteAsync("sessionEnded", caller.AccountId, caller.TenantId, byOwner: true, ct);
            revoked.Revoke(session.Id);
        }
        await Send.NoContentAsync(ct);
    }
}
