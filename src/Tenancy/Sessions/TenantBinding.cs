using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Tenancy.Catalog;
using Marten;
using Wolverine;
using Wolverine.Marten.Publishing;
using Wolverine.Runtime;

namespace Crm.Tenancy.Sessions;

/// <summary>Which tenant this scope works for, and its one session, enrolled in the tenant's outbox. Bound at the door; until then the session belongs to nobody.</summary>
public sealed class TenantBinding(OutboxedSessionFactory sessions, IMessageBus bus)
{
    private TenantRow? tenant;
    private string actor = "system";

    public IDocumentSession? Session { get; private set; }

    public TenantRow? Tenant => tenant;

    public void Bind(TenantRow row, Caller caller) => (tenant, actor) = (row, caller.Actor);

    /// <summary>Opening costs nothing: the connection is taken by the first query or the commit.</summary>
    public IDocumentSession Open()
    {
        if (Session is not null) return Session;
        var key = tenant?.Key ?? CatalogTenancy.Nobody;
        var context = (MessageContext)bus;
        (context.TenantId, context.UserName) = (key, actor);
        Session = sessions.OpenSession(context, key);
        if (Rights.Current is { } rights) Session.Listeners.Add(new RecordGuard(rights));
        return Session;
    }
}
