using System.Text.Json;
using Crm.Kernel.Access;
using Crm.Kernel.Http;
using Marten;

namespace Crm.Kernel.Jobs;

/// <summary>Starts jobs in the request's transaction, in the caller's name.</summary>
public sealed class JobStart(IDocumentSession session, Outbox outbox, Caller caller, TimeProvider clock)
{
    public async Task<Job> BeginAsync<TSettings>(string kind, TSettings settings)
    {
        var job = new Job { Kind = kind, AccountId = caller.AccountId, Permissions = new(Rights.Current?.Permissions ?? new Dictionary<string, RecordScope>()), Settings = JsonSerializer.Serialize(settings, Json.Options) };
        job.Touch(caller.Actor, clock.GetUtcNow());
        session.Insert(job);
        session.Insert(new JobProgress { Id = job.Id });
        await outbox.PublishAsync(new RunJob(job.Id, 0));
        return job;
    }
}
