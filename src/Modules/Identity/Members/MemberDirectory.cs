using Crm.Contracts.Identity;
using Crm.Identity.Access;
using Crm.Kernel;

namespace Crm.Identity.Members;

internal sealed class MemberDirectory(RightsBook rights, Caller caller) : IMemberDirectory
{
    public async ValueTask<bool> WorksHereAsync(Guid accountId, CancellationToken ct) => await rights.FindAsync(caller.TenantId, accountId, ct) is not null;

    public ValueTask<IReadOnlyList<Guid>?> TeamAsync(Guid teamId, CancellationToken ct) => rights.TeamAsync(caller.TenantId, teamId, ct);
}
