using Crm.Identity.Access;
using Crm.Identity.Accounts;
using Crm.Identity.Sessions;
using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using FluentValidation;

namespace Crm.Identity.Invitations;

/// <summary>Invites an address to become a member.</summary>
internal sealed record InviteMember
{
    public required string Email { get; init; }

    /// <summary>A built-in role's name, or a custom role's id.</summary>
    public required string Role { get; init; }
}

internal sealed class InviteMemberValidator : Validator<InviteMember>
{
    public InviteMemberValidator()
    {
        RuleFor(r => r.Email).NotEmpty().MailAddress().MaximumLength(254).PlainText();
        RuleFor(r => r.Role).NotEmpty().MaximumLength(64);
    }
}

internal sealed class InviteMemberEndpoint(ControlSession control, InvitationBook invitations, RoleBook roles, Rights rights, AccessJournal journal, Caller caller, TimeProvider clock) : Endpoint<InviteMember, InvitationView>
{
    private const int MostPending = 500;
    private const int MailedPerHour = 3;

    public override void Configure()
    {
        Post("/api/v1/invitations");
        Permissions(AccessPermissions.WriteMembers);
        this.Describes("inviteMember", "Access", "Invite somebody to the company", 201,
            IdentityProblems.AlreadyMember, IdentityProblems.InvitationPending, IdentityProblems.TooManyInvitations, IdentityProblems.RoleUnknown, IdentityProblems.BeyondOwnRights,
            IdentityProblems.StepUpRequired, KernelProblems.Impersonated);
    }

    public override async Task HandleAsync(InviteMember r, CancellationToken ct)
    {
        await roles.CheckGivableAsync(r.Role, rights, "/role", ct);
        if (r.Role == Crm.Kernel.Roles.Owner) RecentProof.Demand(caller, clock);
        if (await invitations.IsMemberAsync(r.Email, caller.TenantId, ct)) throw IdentityProblems.AlreadyMember.With(pointer: "/email");
        var pending = await control.FirstAsync<long>("select count(*) from identity.invitations where tenant_id = @TenantId and accepted_at is null and revoked_at is null and expires_at > @now",
            new { caller.TenantId, now = clock.GetUtcNow() }, ct);
        if (pending >= MostPending) throw IdentityProblems.TooManyInvitations.With();

        if (await invitations.RecentAsync(r.Email, ct) >= MailedPerHour) throw new ProblemException(KernelProblems.TooManyRequests, $"{MailedPerHour} to one address in an hour.") { RetryAfter = 600 };

        var invitation = await invitations.AddAsync(r.Email, r.Role, ct);
        await journal.NoteAsync("created", "invitation", invitation.Id, ct, after: new { email = invitation.EmailAsTyped, invitation.Role });
        await Send.CreatedAsync($"/api/v1/invitations/{invitation.Id}", InvitationView.Of(invitation, clock.GetUtcNow()), ct);
    }
}
