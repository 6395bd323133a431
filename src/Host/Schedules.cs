using Crm.Kernel;
using Crm.Kernel.Control;
using Quartz;

namespace Crm.Host;

/// <summary>The cluster's clock, in the control database. A job only publishes; a handler does the work.</summary>
internal static class Schedules
{
    public static void AddSchedules(this WebApplicationBuilder builder, HostMode mode)
    {
        if (mode is HostMode.Inspect) return;
        var plan = new JobPlan();
        foreach (var module in Modules.All) module.Jobs(plan);
        var control = builder.Services.Select(s => s.ImplementationInstance).OfType<ControlDatabase>().Single();
        builder.AddQuartz(q =>
        {
            q.ConfigureScheduler(o =>
            {
                o.InstanceName = "crm";
                o.GenerateInstanceId = true; // the string "AUTO" would be taken literally, and recovery never happen
            });
            q.UsePersistentStore(store =>
            {
                store.UsePostgres(control.ConnectionString);
                if (mode is HostMode.Migrate) store.ProvisionSchema();
                store.UseClustering();
            });
            foreach (var job in mode is HostMode.Serve ? plan.Jobs : [])
            {
                q.AddJob<PublishJob>(j => j.WithIdentity(job.Name).UsingJobData(PublishJob.Message, job.Message.AssemblyQualifiedName!).StoreDurably());
                q.AddTrigger(t => t.WithIdentity(job.Name).ForJob(job.Name).WithCronSchedule(job.Cron, c => c.InTimeZone(TimeZoneInfo.Utc)));
            }
        });
        if (mode is not HostMode.Serve) return;
        builder.AddQuartzHostedService(o => o.WaitForJobsToComplete = true);
        builder.Services.AddHostedService(services => new Cleared(services.GetRequiredService<ISchedulerFactory>(), plan));
    }

    /// <summary>Makes the scheduler's tables; the host's rights on them follow from the schema's defaults.</summary>
    public static async Task ProvisionSchedulesAsync(this WebApplication app)
    {
        var scheduler = await app.Services.GetRequiredService<ISchedulerFactory>().GetScheduler();
        await scheduler.Shutdown();
    }

    /// <summary>Takes jobs off the shared table that this release no longer has; their messages would have no type.</summary>
    private sealed class Cleared(ISchedulerFactory schedulers, JobPlan plan) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            var scheduler = await schedulers.GetScheduler(stoppingToken);
            var planned = plan.Jobs.Select(job => new JobKey(job.Name)).ToHashSet();
            foreach (var known in await scheduler.GetJobKeys(GroupMatcher<JobKey>.AnyGroup(), stoppingToken))
                if (!planned.Contains(known)) await scheduler.DeleteJob(known, stoppingToken);
        }
    }

    [DisallowConcurrentExecution]
    private sealed class PublishJob(IServiceScopeFactory scopes) : IJob
    {
        public const string Message = "message";

        public async ValueTask Execute(IJobExecutionContext context, CancellationToken ct)
        {
            await using var scope = scopes.CreateAsyncScope();
            var control = scope.ServiceProvider.GetRequiredService<ControlSession>();
            await control.PublishAsync(Activator.CreateInstance(Type.GetType(context.MergedJobDataMap.GetString(Message)!, throwOnError: true)!)!, ct);
            await control.CommitAsync(ct);
        }
    }
}
