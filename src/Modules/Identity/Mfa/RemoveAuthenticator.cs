using Crm.Identity.Accounts;
using Crm.Identity.Sessions;
using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using FastEndpoints;

namespace Crm.Identity.Mfa;

internal sealed class RemoveAuthenticatorEndpoint(ControlSession control, SecondFactor factor, AccountBook accounts, LoginSessions sessions, AccessJournal journal, Mails mails, Caller caller) : EndpointWithoutRequest
{
    public override void Configure()
    {
        Delete("/api/v1/me/mfa/authenticator");
        Permissions(IdentityModule.WriteMe);
        this.Describes("removeAuthenticator", "Me", "Log in without a code from now on", 204, IdentityProblems.MfaRequired, IdentityProblems.StepUpRequired);
        this.NeedsRecentLogin();
    }

    public override async Task HandleAsync(CancellationToken ct)
    {
        if (await IsDemandedAsync(ct)) throw IdentityProblems.MfaRequired.With();
        if (await factor.IsOnAsync(caller.AccountId, ct))
        {
            var account = (await accounts.FindAsync(caller.AccountId, ct))!;
            await journal.NoteAsync("mfaDisabled", account.Id, caller.TenantId, byOwner: true, ct);
            await control.PublishAsync(mails.Compose(account.EmailAsTyped, "Logging in asks for no code any more", $"""
                Hello {account.FullName},

                the authenticator app of your account was removed. A password is now enough to log in.

                If it was not you, set a new password at once.
                """), ct);
        }
        await factor.RemoveAsync(caller.AccountId, ct);
        await sessions.ForgetCodeAsync(caller.AccountId, ct);
        await sessions.RevokeAllAsync(caller.AccountId, "mfaDisabled", ct, except: caller.SessionId);
        await Send.NoContentAsync(ct);
    }

    /// <summary>By any company of the account: a session may switch to it.</summary>
    private Task<bool> IsDemandedAsync(CancellationToken ct) => control.FirstAsync<bool>(
        $"""
        select exists (
          select from identity.memberships m join identity.security_policies p on p.tenant_id = m.tenant_id
          where m.account_id = @AccountId and m.status = 'active' and (p.mfa_required or (p.sso_required and m.role = '{Crm.Kernel.Roles.Owner}')))
        """, new { caller.AccountId }, ct);
}
