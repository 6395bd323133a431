using Crm.Identity.Accounts;
using Crm.Identity.Sessions;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using FastEndpoints;
using FluentValidation;

namespace Crm.Identity.EmailChanges;

/// <summary>
/// Gives the account the address that the link was mailed to. Every session but the one that asked ends, links to set a password that went to the old address
/// stop working, and the old address is told how to undo it within 7 days.
/// </summary>
internal sealed record ConfirmEmailChange
{
    public required string Token { get; init; }
}

internal sealed class ConfirmEmailChangeValidator : Validator<ConfirmEmailChange>
{
    public ConfirmEmailChangeValidator() => RuleFor(r => r.Token).NotEmpty().MaximumLength(200);
}

internal sealed class ConfirmEmailChangeEndpoint(ControlSession control, AccountBook accounts, EmailChangeBook changes, EmailChangeMails mails, LoginSessions sessions, AccessJournal journal) : Endpoint<ConfirmEmailChange, ConfirmedAddressView>
{
    public override void Configure()
    {
        Post("/api/v1/public/email-changes/confirmation");
        AllowAnonymous();
        this.RateLimitPolicy(RateLimitPolicy.Links);
        this.Describes("confirmEmailChange", "Me", "Confirm a new address", 200, AccountProblems.EmailChangeInvalid, AccountProblems.EmailTaken);
    }

    public override async Task HandleAsync(ConfirmEmailChange r, CancellationToken ct)
    {
        var change = await changes.FindPendingAsync(r.Token, ct) ?? throw AccountProblems.EmailChangeInvalid.With(pointer: "/token");
        var undo = await changes.ConfirmAsync(change, ct);
        var account = (await accounts.FindAsync(change.AccountId, ct))!;
        await sessions.RevokeAllAsync(account.Id, "emailChanged", ct, except: change.SessionId);
        await journal.NoteAsync("emailChanged", account.Id, account.LastTenantId, byOwner: true, ct);
        await control.PublishAsync(mails.Changed(account, change, undo), ct);
        await Send.OkAsync(new(account.EmailAsTyped), ct);
    }
}
