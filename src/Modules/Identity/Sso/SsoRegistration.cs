using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Identity.Sso;

/// <summary>The parts of single sign-on.</summary>
internal static class SsoRegistration
{
    public static void AddSso(this IServiceCollection services)
    {
        services.AddSingleton<Providers>().AddSingleton<CodeExchange>().AddSingleton<IdTokens>().AddSingleton<DomainProof>();
        services.AddScoped<SsoConnections>().AddScoped<SsoDomains>().AddScoped<SsoAttempts>().AddScoped<SsoAdmission>().AddScoped<SsoEntrance>().AddScoped<SignOn>();
        services.AddPermissions(SsoPermissions.All);
        services.AddSingleton(new ApiTag("Single sign-on", "Logging in at the company's own OpenID provider, and setting that up."));
        services.AddSingleton(new Uniqueness("sso_connections_tenant", SsoProblems.ConnectionExists)).AddSingleton(new Uniqueness("sso_domains_listed", SsoProblems.DomainListed))
            .AddSingleton(new Uniqueness("sso_domains_verified", SsoProblems.DomainTaken));
    }
}
