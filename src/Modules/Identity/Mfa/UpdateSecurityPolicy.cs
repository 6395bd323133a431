using Crm.Identity.Access;
using Crm.Identity.Accounts;
using Crm.Identity.Platform;
using Crm.Identity.Sso;
using Crm.Identity.Tokens;
using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using FluentValidation;

namespace Crm.Identity.Mfa;

/// <summary>Changes to what the company demands, as a JSON merge patch. Sessions that do not meet it end when they are continued.</summary>
internal sealed record UpdateSecurityPolicy
{
    [FromBody] public required MergePatch<SecurityPolicyView> Changes { get; init; }
}

internal sealed class UpdateSecurityPolicyEndpoint(ControlSession control, Impersonations impersonations, Caller caller, AccessJournal journal, TimeProvider clock) : Endpoint<UpdateSecurityPolicy, SecurityPolicyView>
{
    private static readonly InlineValidator<SecurityPolicyView> NoRules = [];

    public override void Configure()
    {
        Patch("/api/v1/security-policy");
        Permissions(AccessPermissions.WriteSecurity);
        this.Describes("updateSecurityPolicy", "Access", "Change what the company demands of whoever enters it", 200, SsoProblems.EnableFromSso, IdentityProblems.StepUpRequired, KernelProblems.Stale);
        this.NeedsRecentLogin();
    }

    public override async Task HandleAsync(UpdateSecurityPolicy r, CancellationToken ct)
    {
        await impersonations.LockAsync(caller.TenantId, ct);
        await control.ExecuteAsync("insert into identity.security_policies (tenant_id, updated_at, version) values (@TenantId, @now, 0) on conflict do nothing", new { caller.TenantId, now = clock.GetUtcNow() }, ct);
        await control.ExecuteAsync("select 1 from identity.security_policies where tenant_id = @TenantId for update", new { caller.TenantId }, ct);
        var policy = await SecurityPolicy.OfAsync(control, caller.TenantId, ct);
        HttpContext.HonourIfMatch(policy.Version);
        var (before, after) = (SecurityPolicyView.Of(policy), r.Changes.ApplyTo(SecurityPolicyView.Of(policy), NoRules));
        if (after.SsoRequired && !before.SsoRequired) await CheckCameBySsoAsync(ct);
        await control.ExecuteAsync(
            """
            update identity.security_policies
            set mfa_required = @MfaRequired, sso_required = @SsoRequired, impersonation_allowed = @ImpersonationAllowed, version = version + 1, updated_at = @now
            where tenant_id = @TenantId
            """, new { after.MfaRequired, after.SsoRequired, after.ImpersonationAllowed, caller.TenantId, now = clock.GetUtcNow() }, ct);
        if (!after.ImpersonationAllowed) await impersonations.EndAllAsync(caller.TenantId, ct);
        await journal.NoteAsync("updated", "securityPolicy", caller.TenantId, ct, before, after);
        await Send.ChangedAsync(policy.Version + 1, after, ct);
    }

    /// <summary>Nobody demands a way in that they have not come by.</summary>
    private async Task CheckCameBySsoAsync(CancellationToken ct)
    {
        var active = await control.FirstAsync<Guid?>("select id from identity.sso_connections where tenant_id = @TenantId and status = 'active' for share", new { caller.TenantId }, ct);
        if (active is null || User.FindFirst(AccessToken.SsoClaim)?.Value != active.ToString()) throw SsoProblems.EnableFromSso.With(pointer: "/ssoRequired");
    }
}
