using Crm.Kernel.Access;

namespace Crm.Identity.Access;

internal sealed class MembersRights(RightsBook book) : RightsOf
{
    public override ValueTask<Rights?> FindAsync(Guid tenant, Guid account, CancellationToken ct) => book.FindAsync(tenant, account, ct);

    public override Task<IReadOnlyDictionary<string, Guid>> FindByEmailsAsync(Guid tenant, IReadOnlyCollection<string> emails, CancellationToken ct) => book.FindByEmailsAsync(tenant, emails, ct);
}
