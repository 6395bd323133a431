using Crm.Kernel;
using Marten;

namespace Crm.Activities;

/// <summary>What happened, told per record.</summary>
public sealed class ActivitiesModule : IModule
{
    public void Documents(StoreOptions options) => options.Schema.For<TimelineEntry>().DatabaseSchemaName("activities")
        .Duplicate(e => e.At)
        .Duplicate(e => e.ContactId, configure: index => index.Mask = "?, at, id");
}
