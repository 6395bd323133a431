using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Microsoft.AspNetCore.Http;

namespace Crm.Identity.Sessions;

/// <summary>Refuses acts that ask for a recent login to whoever proved too long ago who they are.</summary>
public sealed class RecentLoginCheck(TimeProvider clock) : IGlobalPreProcessor
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(5);

    public Task PreProcessAsync(IPreProcessorContext context, CancellationToken ct)
    {
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<RecentLogin>() is null) return Task.CompletedTask;
        if (context.HttpContext.User.HasClaim(claim => claim.Type == Caller.OperatorClaim)) throw KernelProblems.Impersonated.With();
        var since = long.TryParse(context.HttpContext.User.FindFirst("auth_time")?.Value, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : default;
        return clock.GetUtcNow() - since <= Recent ? Task.CompletedTask : throw IdentityProblems.StepUpRequired.With();
    }
}
