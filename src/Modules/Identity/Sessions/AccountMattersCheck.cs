using Crm.Identity.Sso;
using Crm.Identity.Tokens;
using Crm.Kernel.Http;
using FastEndpoints;
using Microsoft.AspNetCore.Http;

namespace Crm.Identity.Sessions;

/// <summary>
/// What lies below <c>/me</c> belongs to the account, which one company's provider does not speak for: a session that came by it may do there only what
/// is marked as the company's matter.
/// </summary>
public sealed class AccountMattersCheck : IGlobalPreProcessor
{
    private const string OfTheAccount = "/api/v1/me/";

    public Task PreProcessAsync(IPreProcessorContext context, CancellationToken ct)
    {
        if (!context.HttpContext.User.HasClaim(claim => claim.Type == AccessToken.SsoClaim) || context.HttpContext.GetEndpoint() is not { } endpoint) return Task.CompletedTask;
        var routes = endpoint.Metadata.GetMetadata<EndpointDefinition>()?.Routes ?? [];
        var theirs = endpoint.Metadata.GetMetadata<CompanyMatter>() is not null || !routes.Any(route => route.StartsWith(OfTheAccount, StringComparison.Ordinal));
        return theirs ? Task.CompletedTask : throw SsoProblems.PasswordLoginNeeded.With();
    }
}
