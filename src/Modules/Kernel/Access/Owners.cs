using Crm.Contracts.Identity;
using Crm.Kernel.Problems;

namespace Crm.Kernel.Access;

/// <summary>Who may be given a record: an active member. A former one may keep what was theirs until somebody else gets it.</summary>
public static class Owners
{
    /// <param name="before">Whose the record is now.</param>
    public static async ValueTask CheckOwnerAsync(this IMemberDirectory members, Guid? ownerId, Guid? before, CancellationToken ct)
    {
        if (ownerId is { } owner && owner != before && !await members.WorksHereAsync(owner, ct))
            throw KernelProblems.OwnerUnknown.With(pointer: "/ownerId");
    }
}
