using Marten;
using Wolverine;

namespace Crm.Kernel;

/// <summary>Leaves messages in the transaction of the slice's session: they go out if, and only if, it commits.</summary>
/// <param name="bus">The scope's bus.</param>
/// <param name="session">Asked for so that it is open, and the bus enrolled in it, before the first message.</param>
public sealed class Outbox(IMessageBus bus, IDocumentSession session)
{
    public ValueTask PublishAsync<TMessage>(TMessage message) =>
        bus.PublishAsync(message, new DeliveryOptions { TenantId = session.TenantId });

    /// <summary>Delivers the message at that time, even if the tenant sleeps until then.</summary>
    public ValueTask ScheduleAsync<TMessage>(TMessage message, DateTimeOffset at) =>
        bus.PublishAsync(message, new DeliveryOptions { TenantId = session.TenantId, ScheduledTime = at });
}
