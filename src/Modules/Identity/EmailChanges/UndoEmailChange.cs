using Crm.Identity.Accounts;
using Crm.Identity.Passwords;
using Crm.Identity.Sessions;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using FastEndpoints;
using FluentValidation;

namespace Crm.Identity.EmailChanges;

/// <summary>
/// Gives the account back to the address it had, whatever happened since: ends every session, makes the password useless, takes away authenticators, recovery codes, providers' identities and API keys
/// made in the seven days before the change or since, and mails a link to set a new password.
/// </summary>
internal sealed record UndoEmailChange
{
    public required string Token { get; init; }
}

internal sealed class UndoEmailChangeValidator : Validator<UndoEmailChange>
{
    public UndoEmailChangeValidator() => RuleFor(r => r.Token).NotEmpty().MaximumLength(200);
}

internal sealed class UndoEmailChangeEndpoint(
    ControlSession control, AccountBook accounts, EmailChangeBook changes, EmailChangeMails mails, PasswordResetLinks links, LoginSessions sessions, AccessJournal journal, TimeProvider clock)
    : Endpoint<UndoEmailChange, ConfirmedAddressView>
{
    /// <summary>Who steals a password opens other doors before changing the address.</summary>
    private static readonly TimeSpan Before = EmailChange.Undoable;

    public override void Configure()
    {
        Post("/api/v1/public/email-changes/undo");
        AllowAnonymous();
        this.RateLimitPolicy(RateLimitPolicy.Links);
        this.Describes("undoEmailChange", "Me", "Take the change of an address back", 200, AccountProblems.EmailChangeInvalid, AccountProblems.EmailTaken);
    }

    public override async Task HandleAsync(UndoEmailChange r, CancellationToken ct)
    {
        var change = await changes.FindUndoableAsync(r.Token, ct) ?? throw AccountProblems.EmailChangeInvalid.With(pointer: "/token");
        await changes.UndoAsync(change, ct);
        await TakeBackAsync(change, ct);
        var account = (await accounts.FindAsync(change.AccountId, ct))!;
        await sessions.RevokeAllAsync(account.Id, "emailChangeUndone", ct);
        await journal.NoteAsync("emailChangeUndone", account.Id, account.LastTenantId, byOwner: true, ct);
        await control.PublishAsync(mails.Undone(account, change, await links.NewAsync(Guid.CreateVersion7(), account.Id, ct)), ct);
        await Send.OkAsync(new(account.EmailAsTyped), ct);
    }

    /// <summary>Whoever changed the address knew the password, and may have left other doors open.</summary>
    private Task<int> TakeBackAsync(EmailChange change, CancellationToken ct) => control.ExecuteAsync(
        """
        update identity.accounts set password_hash = null, failed_logins = 0, last_failed_at = null, locked_until = null where id = @AccountId;
        delete from identity.recovery_codes where account_id = @AccountId and (created_at >= @CreatedAt
          or exists (select from identity.authenticators a where a.account_id = @AccountId and a.created_at >= @CreatedAt));
        delete from identity.authenticators where account_id = @AccountId and created_at >= @CreatedAt;
        delete from identity.external_identities where account_id = @AccountId and created_at >= @CreatedAt;
        update identity.api_keys set revoked_at = @now where created_by = @AccountId and created_at >= @CreatedAt and revoked_at is null;
        """, new { change.AccountId, CreatedAt = change.CreatedAt - Before, now = clock.GetUtcNow() }, ct);
}
