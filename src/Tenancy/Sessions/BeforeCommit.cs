using Crm.Kernel.ChangeLog;
using Crm.Tenancy.Catalog;
using Marten;

namespace Crm.Tenancy.Sessions;

/// <summary>The one choke point in front of every tenant commit, of slices, handlers and jobs alike: wakes the tenant and tells the change log who writes.</summary>
public sealed class BeforeCommit(WakeBook book) : DocumentSessionListenerBase
{
    public override async Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
    {
        if (session.TenantId == CatalogTenancy.Nobody) throw new InvalidOperationException("This session is bound to no tenant.");
        await book.TouchAsync(session.TenantId, token);
        var origin = ChangeOrigin.Current;
        session.QueueSqlCommand("call kernel.set_change_origin(?, ?, ?, ?)",
            session.LastModifiedBy ?? "system", origin.Means, session.CorrelationId ?? "", origin.Context ?? "");
    }
}
