using Crm.Kernel.Problems;
using Crm.Tenancy.Catalog;

namespace Crm.Tenancy.Requests;

/// <summary>What a tenant's state allows; the same for a request and for a handler.</summary>
internal static class TenantStates
{
    public static void Check(TenantRow tenant, bool writing)
    {
        switch (tenant.State)
        {
            case "active" when tenant.SchemaVersion >= Release.Schema:
            case "readOnly" when tenant.SchemaVersion >= Release.Schema && !writing:
                return;
            case "active" or "readOnly" when tenant.SchemaVersion < Release.Schema:
                throw new ProblemException(TenancyProblems.Behind) { RetryAfter = 10 };
            case "readOnly":
                throw TenancyProblems.ReadOnly.With();
            case "suspended":
                throw TenancyProblems.Suspended.With();
            default:
                throw TenancyProblems.Unknown.With();
        }
    }
}
