using Crm.Contracts.Tenancy;
using Crm.Identity.Accounts;
using Crm.Identity.Sessions;
using Crm.Identity.Tokens;
using Crm.Kernel.Http;
using FastEndpoints;
using FluentValidation;

namespace Crm.Identity.Platform;

/// <summary>Begins to work in a company as one of its members, who loses nothing by it. The company's owners are told at once.</summary>
internal sealed record BeginImpersonation
{
    /// <summary>Id or slug of the company.</summary>
    public required string Tenant { get; init; }

    /// <summary>Account id or address of an active member.</summary>
    public required string Account { get; init; }

    /// <summary>Told to the company.</summary>
    public required string Reason { get; init; }

    /// <summary>How long at most.</summary>
    public int Minutes { get; init; } = 30;
}

internal sealed class BeginImpersonationValidator : Validator<BeginImpersonation>
{
    public BeginImpersonationValidator()
    {
        RuleFor(r => r.Tenant).NotEmpty().MaximumLength(40);
        RuleFor(r => r.Account).NotEmpty().MaximumLength(254);
        RuleFor(r => r.Reason).NotEmpty().MinimumLength(10).MaximumLength(500).PlainText();
        RuleFor(r => r.Minutes).InclusiveBetween(1, (int)Impersonation.Longest.TotalMinutes);
    }
}

internal sealed class BeginImpersonationEndpoint(Impersonations impersonations, AccountBook accounts, Memberships memberships, ITenantDirectory tenants, SigningKeys keys)
    : Endpoint<BeginImpersonation, ImpersonationTokenView>
{
    public override void Configure()
    {
        Post("/api/v1/platform/impersonations");
        AuthSchemes(PlatformToken.Scheme);
        Permissions(PlatformToken.Impersonate);
        this.Describes("beginImpersonation", "Platform", "Begin to work in a company as one of its members", 201, PlatformProblems.TenantUnknown, PlatformProblems.MemberUnknown, PlatformProblems.Forbidden);
        this.ShowsSecret();
    }

    public override async Task HandleAsync(BeginImpersonation r, CancellationToken ct)
    {
        var tenant = Guid.TryParse(r.Tenant, out var id) ? await tenants.FindAsync(id, ct) : await tenants.FindBySlugAsync(r.Tenant, ct);
        if (tenant is not { State: "active" or "readOnly" }) throw PlatformProblems.TenantUnknown.With(pointer: "/tenant");
        var account = Guid.TryParse(r.Account, out var accountId) ? await accounts.FindAsync(accountId, ct) : await accounts.FindAsync(r.Account, ct);
        var membership = account is null ? null : (await memberships.OfAsync(account.Id, ct)).FirstOrDefault(m => m.Tenant.Id == tenant.Id);
        if (account is null || membership is null) throw PlatformProblems.MemberUnknown.With(pointer: "/account");
        var begun = await impersonations.BeginAsync(tenant, account, r.Reason, TimeSpan.FromMinutes(r.Minutes), Client.UserAgent(HttpContext), Client.Address(HttpContext), ct);
        await Send.CreatedAsync($"/api/v1/platform/impersonations/{begun.Id}", await impersonations.TokenAsync(begun, account, membership.Role, keys, ct), ct);
    }
}
