using Crm.Identity.Accounts;
using Crm.Identity.Mfa;
using Crm.Identity.Sso;
using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using FluentValidation;

namespace Crm.Identity.Sessions;

/// <summary>Moves the session to another company of the account.</summary>
internal sealed record SwitchTenant
{
    /// <summary>Slug or id.</summary>
    public required string Tenant { get; init; }
}

internal sealed class SwitchTenantValidator : Validator<SwitchTenant>
{
    public SwitchTenantValidator() => RuleFor(r => r.Tenant).NotEmpty().MaximumLength(64);
}

internal sealed class SwitchTenantEndpoint(
    ControlSession control, AccountBook accounts, AccessJournal journal, Memberships memberships, LoginSessions sessions, Reception reception, TimeProvider clock) : Endpoint<SwitchTenant, LoginView>
{
    public override void Configure()
    {
        Post("/api/v1/auth/switch-tenant");
        Permissions(IdentityModule.WriteMe);
        this.Describes("switchTenant", "Sessions", "Enter another company", 200, IdentityProblems.NotMember, IdentityProblems.MfaRequired, SsoProblems.Required, SsoProblems.BoundToTenant);
        this.Heeds(RefreshCookie.Parameter);
    }

    public override async Task HandleAsync(SwitchTenant r, CancellationToken ct)
    {
        var caller = Caller.From(User);
        var session = await sessions.LockAsync(caller.SessionId, ct);
        if (session?.IsAlive(clock.GetUtcNow()) is not true) throw KernelProblems.Unauthenticated.With();
        var all = await memberships.OfAsync(session.AccountId, ct);
        var entered = Memberships.Choose(all, r.Tenant, null);
        // Not even whether the account belongs there is for another company's provider to know.
        if (session.SsoConnectionId is not null && entered?.Tenant.Id != session.TenantId) throw SsoProblems.BoundToTenant.With();
        if (entered is null) throw IdentityProblems.NotMember.With(pointer: "/tenant");
        (await SecurityPolicy.OfAsync(control, entered.Tenant.Id, ct)).Admit(session, entered.Role);

        var account = (await accounts.FindAsync(session.AccountId, ct))!;
        var token = await NextTokenAsync(session, ct);
        await sessions.MoveAsync(session, entered.Tenant.Id, ct);
        await control.ExecuteAsync("update identity.accounts set last_tenant_id = @tenant where id = @Id", new { account.Id, tenant = entered.Tenant.Id }, ct);
        await journal.NoteAsync("tenantSwitched", account.Id, entered.Tenant.Id, byOwner: true, ct);
        await Send.OkAsync(await reception.AnswerAsync(HttpContext, account, new(session, token), entered, all, ct), ct);
    }

    /// <summary>Rotates the token in the cookie, so that another tab which is refreshing meanwhile has its grace; without one, replaces whatever the session had.</summary>
    private async Task<string> NextTokenAsync(LoginSession session, CancellationToken ct) =>
        RefreshCookie.Read(HttpContext.Request) is { } cookie && await sessions.FindTokenAsync(cookie, ct) is { UsedAt: null } presented && presented.SessionId == session.Id
            ? await sessions.RotateAsync(presented, cookie, ct)
            : await sessions.ReplaceAsync(session, ct);
}
