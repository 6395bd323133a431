using Crm.Kernel;
using Crm.Kernel.Problems;

namespace Crm.Identity.Sessions;

/// <summary>What <c>NeedsRecentLogin</c> demands of an endpoint's every request, for those that need it only sometimes: when owners are made or unmade.</summary>
internal static class RecentProof
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(5);

    public static void Demand(Caller caller, TimeProvider clock)
    {
        if (caller.OperatorId is not null) throw KernelProblems.Impersonated.With();
        if (clock.GetUtcNow() - caller.ProvedAt > Recent) throw IdentityProblems.StepUpRequired.With();
    }
}
