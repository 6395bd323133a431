using Crm.Contracts.Identity;
using Crm.Contracts.Tenancy;
using Crm.Identity.Access;
using Crm.Identity.Accounts;
using Crm.Identity.Mfa;
using Crm.Identity.Passwords;
using Crm.Identity.Sso;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using FluentValidation;

namespace Crm.Identity.Invitations;

/// <summary>Accepts an invitation with the token of its mail, which proves the address. Does not sign in.</summary>
internal sealed record AcceptInvitation
{
    public required string Token { get; init; }

    /// <summary>For a new account.</summary>
    public string? FullName { get; init; }

    /// <summary>For a new account.</summary>
    public string? Password { get; init; }
}

internal sealed class AcceptInvitationValidator : Validator<AcceptInvitation>
{
    public AcceptInvitationValidator()
    {
        RuleFor(r => r.Token).NotEmpty().MaximumLength(200);
        RuleFor(r => r.FullName).MaximumLength(200).PlainText().NoLink();
        RuleFor(r => r.Password).MaximumLength(PasswordPolicy.Longest);
    }
}

/// <summary>What was accepted.</summary>
internal sealed record AcceptedView(string Organization, string Slug, string Email, bool NewAccount);

internal sealed class AcceptInvitationEndpoint(ControlSession control, InvitationBook invitations, AccountBook accounts, IAccounts signup, AccessJournal journal, ITenantDirectory tenants, PasswordRules rules, Attempts attempts, TimeProvider clock)
    : Endpoint<AcceptInvitation, AcceptedView>
{
    public override void Configure()
    {
        Post("/api/v1/public/invitations/acceptance");
        AllowAnonymous();
        this.RateLimitPolicy(RateLimitPolicy.Invitations);
        this.Describes("acceptInvitation", "Access", "Accept an invitation", 200, IdentityProblems.InvitationInvalid, SsoProblems.Required, IdentityProblems.Busy);
    }

    public override async Task HandleAsync(AcceptInvitation r, CancellationToken ct)
    {
        var seen = await invitations.OpenAsync(r.Token, ct);
        attempts.Admit(HttpContext, "invitation", seen.Email);
        attempts.Count(HttpContext, "invitation", seen.Email);
        (await SecurityPolicy.OfAsync(control, seen.TenantId, ct)).AdmitPassword(seen.Role);
        var isNew = await accounts.FindAsync(seen.Email, ct) is null;
        var tenant = (await tenants.FindAsync(seen.TenantId, ct))!;
        await control.CommitAsync(ct); // no connection waits while the password is hashed
        var hash = isNew ? await HashAsync(r, seen, tenant, ct) : null;

        await control.HoldRoleAsync(seen.Role, seen.TenantId, ct); // before the invitation, in the order of who removes the role
        var invitation = await invitations.OpenAsync(r.Token, ct);
        if (!await control.HoldRoleAsync(invitation.Role, invitation.TenantId, ct)) throw IdentityProblems.InvitationInvalid.With("The role it is for does not exist any more.", "/token");
        var account = await signup.EnsureAsync(invitation.EmailAsTyped, r.FullName?.Trim() ?? "", hash, ct);
        await signup.JoinAsync(account, invitation.TenantId, invitation.Role, ct);
        await control.ExecuteAsync("update identity.invitations set accepted_at = @now where id = @Id", new { invitation.Id, now = clock.GetUtcNow() }, ct);
        await journal.NoteAsync("invitationAccepted", account, invitation.TenantId, byOwner: true, ct);
        await Send.OkAsync(new(tenant.Organization, tenant.Slug, invitation.EmailAsTyped, isNew), ct);
    }

    private async Task<string> HashAsync(AcceptInvitation r, Invitation invitation, TenantInfo tenant, CancellationToken ct)
    {
        var errors = new List<ProblemError>();
        if (string.IsNullOrWhiteSpace(r.FullName)) errors.Add(new("/fullName", "required", "A new account needs a name."));
        if (string.IsNullOrEmpty(r.Password)) errors.Add(new("/password", "required", "A new account needs a password."));
        else if (rules.Refuse(r.Password, invitation.Email, r.FullName ?? "", tenant.Organization, tenant.Slug) is { } code) errors.Add(new("/password", code, PasswordPolicy.Explain(code)));
        return errors.Count == 0 ? await signup.HashAsync(r.Password!, ct) : throw new ProblemException(KernelProblems.ValidationFailed) { Errors = errors };
    }
}
