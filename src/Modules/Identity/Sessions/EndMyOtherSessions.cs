using Crm.Identity.Accounts;
using Crm.Kernel;
using Crm.Kernel.Http;
using FastEndpoints;

namespace Crm.Identity.Sessions;

internal sealed class EndMyOtherSessionsEndpoint(LoginSessions sessions, AccessJournal journal, Caller caller) : EndpointWithoutRequest
{
    public override void Configure()
    {
        Delete("/api/v1/me/sessions");
        Permissions(IdentityModule.WriteMe);
        this.Describes("endMyOtherSessions", "Sessions", "End all of one's own sessions but the one that asks", 204);
    }

    public override async Task HandleAsync(CancellationToken ct)
    {
        await sessions.RevokeAllAsync(caller.AccountId, "endedByOwner", ct, except: caller.SessionId);
        await journal.NoteAsync("sessionsEnded", caller.AccountId, caller.TenantId, byOwner: true, ct);
        await Send.NoContentAsync(ct);
    }
}
