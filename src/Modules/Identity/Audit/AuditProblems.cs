using Crm.Kernel.Problems;

namespace Crm.Identity.Audit;

/// <summary>What may go wrong with a company's history.</summary>
public static class AuditProblems
{
    public static readonly ProblemType VerificationRunning = new("audit.verificationRunning", 409, "The history is being verified already",
        "One verification of a company's history runs at a time, since it reads all of it. Try again after `Retry-After` seconds.");
}
