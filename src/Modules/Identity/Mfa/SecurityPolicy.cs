using Crm.Kernel.Control;

namespace Crm.Identity.Mfa;

/// <summary>A row of <c>identity.security_policies</c>: what a company demands of whoever enters it.</summary>
internal sealed record SecurityPolicy
{
    public bool MfaRequired { get; init; }
    public bool ImpersonationAllowed { get; init; } = true;
    public int Version { get; init; }

    public static async Task<SecurityPolicy> OfAsync(ControlSession control, Guid tenantId, CancellationToken ct) =>
        await control.FirstAsync<SecurityPolicy>("select * from identity.security_policies where tenant_id = @tenantId", new { tenantId }, ct) ?? new();

    /// <summary>Ends the request unless a session that was authenticated by these methods may be in the company.</summary>
    public void Admit(IReadOnlyCollection<string> methods)
    {
        if (MfaRequired && !methods.Contains("otp")) throw IdentityProblems.MfaRequired.With();
    }
}

/// <summary>What the company demands of whoever enters it.</summary>
internal sealed record SecurityPolicyView
{
    /// <summary>Whoever logs in with a password enters a code as well; who has no authenticator enrols one on the way in.</summary>
    public required bool MfaRequired { get; init; }

    /// <summary>Those who run the service may work in the company as one of its members, with a reason, for up to an hour, and seen by everybody. Forbidding it ends it.</summary>
    public required bool ImpersonationAllowed { get; init; }

    public static SecurityPolicyView Of(SecurityPolicy policy) => new() { MfaRequired = policy.MfaRequired, ImpersonationAllowed = policy.ImpersonationAllowed };
}
