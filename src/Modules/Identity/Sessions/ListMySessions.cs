using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;

namespace Crm.Identity.Sessions;

/// <summary>Asks for the caller's sessions.</summary>
internal sealed record ListMySessions : PageRequest;

internal sealed class ListMySessionsEndpoint(ControlPages pages, Caller caller, TimeProvider clock) : Endpoint<ListMySessions, Page<SessionView>>
{
    public override void Configure()
    {
        Get("/api/v1/me/sessions");
        Permissions(IdentityModule.ReadMe);
        this.Describes("listMySessions", "Sessions", "List one's own sessions, newest first, whatever company they are in", 200);
    }

    public override async Task HandleAsync(ListMySessions r, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await Send.PageAsync(await pages.ReadAsync<LoginSession, SessionView>(
            $"{SessionView.Alive} and s.account_id = @AccountId", "s.id", s => s.Id,
            new { caller.AccountId, now, idle = now - LoginSession.Idle }, r, s => SessionView.Of(s, caller.SessionId), ct, descending: true), ct);
    }
}
