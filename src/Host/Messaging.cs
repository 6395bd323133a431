using Crm.Kernel;
using Crm.Kernel.Problems;
using Crm.Tenancy.Requests;
using JasperFx;
using JasperFx.CodeGeneration;
using Wolverine;
using Wolverine.ErrorHandling;

namespace Crm.Host;

/// <summary>Messages between modules: durable, in the transaction of what caused them, tried again, and finally kept as dead letters.</summary>
internal static class Messaging
{
    // Compiling at the first message of each type takes a second and half the memory: a release has the code in Internal/Generated (the codegen verb).
#if DEBUG
    private const TypeLoadMode Code = TypeLoadMode.Auto;
#else
    private const TypeLoadMode Code = TypeLoadMode.Static;
#endif

    public static void AddMessaging(this WebApplicationBuilder builder, CrmSettings settings, HostMode mode) => builder.Host.UseWolverine(o =>
    {
        o.ServiceName = "crm";
        foreach (var assembly in Modules.Assemblies) o.Discovery.IncludeAssembly(assembly);
        o.CodeGeneration.TypeLoadMode = Code;
        o.CodeGeneration.SourceCodeWritingEnabled = false;
        o.AutoBuildMessageStorageOnStartup = AutoCreate.None;
        o.EnableRelayOfUserName = true;

        o.Policies.AutoApplyTransactions();
        o.Policies.UseDurableLocalQueues();
        o.Policies.AddMiddleware(typeof(HandlerDoor));
        // Each module's handler of a message has its own queue and transaction: a poisoned one alone goes to the dead letters.
        o.MultipleHandlerBehavior = MultipleHandlerBehavior.Separated;
        // A tenant's door may stay shut for days: its messages wait behind it.
        o.OnException<ProblemException>(HandlerDoor.IsShut).ScheduleRetryIndefinitely(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10));
        o.OnAnyException().RetryWithCooldown(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1))
            .Then.ScheduleRetry(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10)).Then.MoveToErrorQueue();

        var d = o.Durability;
        d.MessageIdentity = MessageIdentity.IdAndDestination;
        d.MessageStorageSchemaName = Storage.EnvelopeSchema;
        d.DurabilityAgentEnabled = false; // AwakeFamily gives agents to those who are awake
        d.DurabilityMetricsEnabled = false;
        // By default a dead node's work is taken over within 30 s: stale, noticed, swept and recovered, each at its worst, and the stagger of agents that move.
        d.StaleNodeTimeout = settings.NodeLostAfter;
        d.HealthCheckPollingTime = settings.NodeLostAfter / 4;
        d.CheckAssignmentPeriod = d.ScheduledJobPollingTime = d.OrphanedMessageSweepPollingTime = settings.NodeLostAfter * 0.4;
        d.ScheduledJobFirstExecution = TimeSpan.FromSeconds(1);
        d.KeepAfterMessageHandling = settings.Awake.KeepHandled;
        d.HandledMessageCleanupPollingTime = TimeSpan.FromSeconds(Math.Min(60, Math.Max(5, settings.Awake.KeepHandled.TotalSeconds / 2)));

        foreach (var module in Modules.All) module.Messages(o);
    });
}
