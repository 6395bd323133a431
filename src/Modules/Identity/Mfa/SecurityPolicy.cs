using Crm.Identity.Sessions;
using Crm.Identity.Sso;
using Crm.Kernel;
using Crm.Kernel.Control;

namespace Crm.Identity.Mfa;

/// <summary>A row of <c>identity.security_policies</c>: what a company demands of whoever enters it.</summary>
internal sealed record SecurityPolicy
{
    public bool MfaRequired { get; init; }
    public bool ImpersonationAllowed { get; init; } = true;
    public bool SsoRequired { get; init; }
    public int Version { get; init; }

    public static async Task<SecurityPolicy> OfAsync(ControlSession control, Guid tenantId, CancellationToken ct) =>
        await control.FirstAsync<SecurityPolicy>("select * from identity.security_policies where tenant_id = @tenantId", new { tenantId }, ct) ?? new();

    /// <summary>Whether a password alone is too little. Owners, who may pass by a provider that is out of order, need the code then.</summary>
    public bool DemandsCode(string role) => MfaRequired || (SsoRequired && role == Roles.Owner);

    /// <summary>Whether a password opens the company to that role at all.</summary>
    public void AdmitPassword(string role)
    {
        if (SsoRequired && role != Roles.Owner) throw SsoProblems.Required.With();
    }

    /// <summary>Ends the request unless the session may be in the company in that role.</summary>
    public void Admit(LoginSession session, string role)
    {
        var bySso = session.SsoConnectionId is not null;
        if (!bySso) AdmitPassword(role);
        if ((bySso ? MfaRequired : DemandsCode(role)) && !session.Amr.Any(method => method is "otp" or "mfa")) throw IdentityProblems.MfaRequired.With();
    }
}

/// <summary>What the company demands of whoever enters it.</summary>
internal sealed record SecurityPolicyView
{
    /// <summary>Whoever logs in with a password enters a code as well; who has no authenticator enrols one on the way in.</summary>
    public required bool MfaRequired { get; init; }

    /// <summary>Those who run the service may work in the company as one of its members, with a reason, for up to an hour, and seen by everybody. Forbidding it ends it.</summary>
    public required bool ImpersonationAllowed { get; init; }

    /// <summary>Nobody but owners, with password and code, gets in otherwise than by the company's provider. Can be switched on from a session that came by it.</summary>
    public required bool SsoRequired { get; init; }

    public static SecurityPolicyView Of(SecurityPolicy policy) => new() { MfaRequired = policy.MfaRequired, ImpersonationAllowed = policy.ImpersonationAllowed, SsoRequired = policy.SsoRequired };
}
