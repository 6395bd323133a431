using Crm.Contracts.Tenancy;
using Crm.Identity.Accounts;
using Crm.Kernel.Http;
using FastEndpoints;
using FluentValidation;

namespace Crm.Identity.Invitations;

/// <summary>Asks what a mailed invitation is about, before accepting it.</summary>
internal sealed record InspectInvitation
{
    public required string Token { get; init; }
}

internal sealed class InspectInvitationValidator : Validator<InspectInvitation>
{
    public InspectInvitationValidator() => RuleFor(r => r.Token).NotEmpty().MaximumLength(200);
}

/// <summary>What somebody is invited to.</summary>
/// <param name="AccountExists">Whether the address has an account, so that accepting asks for no name and password.</param>
internal sealed record InvitedView(string Organization, string Email, bool AccountExists, DateTimeOffset ExpiresAt);

internal sealed class InspectInvitationEndpoint(InvitationBook invitations, AccountBook accounts, ITenantDirectory tenants) : Endpoint<InspectInvitation, InvitedView>
{
    public override void Configure()
    {
        Post("/api/v1/public/invitations/inspection");
        AllowAnonymous();
        this.RateLimitPolicy(RateLimitPolicy.Invitations);
        this.Describes("inspectInvitation", "Access", "See what an invitation is about", 200, IdentityProblems.InvitationInvalid);
    }

    public override async Task HandleAsync(InspectInvitation r, CancellationToken ct)
    {
        var invitation = await invitations.OpenAsync(r.Token, ct);
        var tenant = (await tenants.FindAsync(invitation.TenantId, ct))!;
        var account = await accounts.FindAsync(invitation.Email, ct);
        await Send.OkAsync(new(tenant.Organization, invitation.EmailAsTyped, account is not null, invitation.ExpiresAt), ct);
    }
}
