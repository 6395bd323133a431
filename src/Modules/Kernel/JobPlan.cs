namespace Crm.Kernel;

/// <summary>The clock's table: which message is published when. A job only publishes; a handler does the work.</summary>
public sealed class JobPlan
{
    private readonly List<PlannedJob> jobs = [];

    public IReadOnlyList<PlannedJob> Jobs => jobs;

    /// <summary>Publishes a new message, bound to no tenant, whenever the cron expression (UTC, Quartz syntax) is due on the cluster.</summary>
    public void Publish<TMessage>(string cron) where TMessage : new() => jobs.Add(new(typeof(TMessage).Name, cron, typeof(TMessage)));
}

/// <summary>One line of the plan.</summary>
public sealed record PlannedJob(string Name, string Cron, Type Message);
