using Crm.Identity.Accounts;
using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using FluentValidation;
using Microsoft.AspNetCore.Http;

namespace Crm.Identity.EmailChanges;

/// <summary>Asks to log in with another address from now on. A link mailed there confirms it; until then nothing changes. The answer does not tell whether the address has an account.</summary>
internal sealed record RequestEmailChange
{
    public required string Email { get; init; }
}

internal sealed class RequestEmailChangeValidator : Validator<RequestEmailChange>
{
    public RequestEmailChangeValidator() => RuleFor(r => r.Email).NotEmpty().MaximumLength(254).MailAddress().PlainText();
}

/// <summary>A change that waits for its confirmation.</summary>
/// <param name="Email">The address it is to be.</param>
/// <param name="ExpiresAt">When the link stops working.</param>
internal sealed record EmailChangeView(string Email, DateTimeOffset ExpiresAt);

internal sealed class RequestEmailChangeEndpoint(ControlSession control, AccountBook accounts, EmailChangeBook changes, EmailChangeMails mails, AccessJournal journal, Caller caller) : Endpoint<RequestEmailChange, EmailChangeView>
{
    private const int AskedPerHour = 10;
    private const int MailedPerHour = 3;

    public override void Configure()
    {
        Post("/api/v1/me/email-changes");
        Permissions(IdentityModule.WriteMe);
        this.RateLimitPolicy(RateLimitPolicy.Links);
        this.Describes("requestEmailChange", "Me", "Ask for another address to log in with", 202, IdentityProblems.StepUpRequired, AccountProblems.PasswordSessionRequired);
        this.NeedsRecentLogin();
    }

    public override async Task HandleAsync(RequestEmailChange r, CancellationToken ct)
    {
        if (!User.HasClaim("amr", "pwd")) throw AccountProblems.PasswordSessionRequired.With();
        var account = (await accounts.LockAsync(caller.AccountId, ct))!;
        if (Account.Normalise(r.Email) == account.Email) throw new ProblemException(KernelProblems.ValidationFailed) { Errors = [new("/email", "email.unchanged", "It is the account's address already.")] };
        var (byAccount, forAddress) = await changes.RecentAsync(account.Id, r.Email, ct);
        if (byAccount >= AskedPerHour) throw new ProblemException(KernelProblems.TooManyRequests, $"{AskedPerHour} in an hour.") { RetryAfter = 600 };

        var holder = await accounts.FindAsync(r.Email, ct);
        var (change, token) = await changes.OpenAsync(account, caller.SessionId, r.Email, ct);
        if (forAddress < MailedPerHour) await control.PublishAsync(holder is null ? mails.Confirm(change, token) : mails.Taken(change), ct);
        await journal.NoteAsync("emailChangeRequested", account.Id, caller.TenantId, byOwner: true, ct);
        await Send.ResponseAsync(new(change.NewEmailAsTyped, change.ExpiresAt), StatusCodes.Status202Accepted, ct);
    }
}
