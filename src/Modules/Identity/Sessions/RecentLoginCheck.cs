using Crm.Kernel;
using Crm.Kernel.Http;
using FastEndpoints;
using Microsoft.AspNetCore.Http;

namespace Crm.Identity.Sessions;

/// <summary>Refuses acts that ask for a recent login to whoever proved too long ago who they are.</summary>
public sealed class RecentLoginCheck(TimeProvider clock) : IGlobalPreProcessor
{
    public Task PreProcessAsync(IPreProcessorContext context, CancellationToken ct)
    {
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<RecentLogin>() is null) return Task.CompletedTask;
        RecentProof.Demand(Caller.From(context.HttpContext.User), clock);
        return Task.CompletedTask;
    }
}
