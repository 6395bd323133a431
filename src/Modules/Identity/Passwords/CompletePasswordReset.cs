using Crm.Identity.Accounts;
using Crm.Identity.Sessions;
using Crm.Identity.Tokens;
using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using FluentValidation;

namespace Crm.Identity.Passwords;

/// <summary>Sets a new password with the token of a mailed link. Ends every session of the account; does not sign in.</summary>
internal sealed record CompletePasswordReset
{
    public required string Token { get; init; }
    public required string Password { get; init; }
}

internal sealed class CompletePasswordResetValidator : Validator<CompletePasswordReset>
{
    public CompletePasswordResetValidator()
    {
        RuleFor(r => r.Token).NotEmpty().MaximumLength(200);
        RuleFor(r => r.Password).NotEmpty().MaximumLength(PasswordPolicy.Longest);
    }
}

internal sealed class CompletePasswordResetEndpoint(
    ControlSession control, AccountBook accounts, AccessJournal journal, LoginSessions sessions, PasswordHasher hasher, PasswordRules rules, Memberships memberships, Mails mails, TimeProvider clock) : Endpoint<CompletePasswordReset>
{
    /// <summary>The newest link of its account, unused and in time.</summary>
    private const string Valid =
        "hash = @hash and used_at is null and expires_at > @now and not exists (select from identity.password_resets n where n.account_id = r.account_id and n.created_at > r.created_at)";

    public override void Configure()
    {
        Post("/api/v1/auth/password-resets/completion");
        AllowAnonymous();
        this.RateLimitPolicy(RateLimitPolicy.Links);
        this.Describes("completePasswordReset", "Sessions", "Set a new password", 204, IdentityProblems.ResetTokenInvalid, IdentityProblems.Busy);
    }

    public override async Task HandleAsync(CompletePasswordReset r, CancellationToken ct)
    {
        var (hash, now) = (OpaqueToken.Hash(r.Token), clock.GetUtcNow());
        var id = await control.FirstAsync<Guid?>($"select account_id from identity.password_resets r where {Valid}", new { hash, now }, ct) ?? throw Void();
        var account = (await accounts.FindAsync(id, ct))!;
        var companies = await memberships.OfAsync(id, ct);
        await control.CommitAsync(ct); // no connection waits while the password is hashed
        rules.Check(r.Password, account, companies, "/password");
        var password = await hasher.HashAsync(r.Password, ct);

        if (await control.ExecuteAsync($"update identity.password_resets r set used_at = @now where {Valid}", new { hash, now }, ct) == 0) throw Void();
        await accounts.SavePasswordAsync(id, password, now, ct);
        await sessions.RevokeAllAsync(id, "passwordChanged", ct);
        await journal.NoteAsync("passwordReset", id, account.LastTenantId, byOwner: true, ct);
        await control.PublishAsync(mails.Compose(account.EmailAsTyped, "Your password was changed", $"""
            Hello {account.FullName},

            the password of this address was just changed, and every device was signed out.

            If it was not you, ask for a link to set a new password at once.
            """), ct);
        await Send.NoContentAsync(ct);
    }

    private static ProblemException Void() => IdentityProblems.ResetTokenInvalid.With(pointer: "/token");
}
