using Crm.Contracts.Identity;
using Crm.Kernel.Problems;

namespace Crm.Activities;

/// <summary>Who may be named in a list of members: an active one. A former one may stay where they are.</summary>
internal static class KnownMembers
{
    public static async Task CheckAsync(this IMemberDirectory members, IReadOnlyList<Guid> accounts, IReadOnlyList<Guid> before, CancellationToken ct)
    {
        foreach (var account in accounts.Except(before))
            if (!await members.WorksHereAsync(account, ct)) throw KernelProblems.OwnerUnknown.With("Not an active member.", $"/members/{accounts.ToList().IndexOf(account)}");
    }
}
