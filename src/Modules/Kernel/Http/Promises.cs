using FastEndpoints;
using Microsoft.AspNetCore.Builder;

namespace Crm.Kernel.Http;

/// <summary>On an endpoint whose act asks for a login within the last five minutes.</summary>
public sealed record RecentLogin;

/// <summary>On an endpoint whose answer shows a secret once: a repetition's copy of it is stored sealed.</summary>
public sealed record SecretAnswer;

/// <summary>On an endpoint below <c>/me</c> that concerns the caller's company only, and not the account as a whole.</summary>
public sealed record CompanyMatter;

/// <summary>What an endpoint demands or promises beyond its permission.</summary>
public static class Promises
{
    public static void NeedsRecentLogin(this BaseEndpoint endpoint) => endpoint.Definition.Description(b => b.WithMetadata(new RecentLogin()));

    /// <summary>A session that the company's single sign-on opened may do it too.</summary>
    public static void IsCompanyMatter(this BaseEndpoint endpoint) => endpoint.Definition.Description(b => b.WithMetadata(new CompanyMatter()));

    public static void ShowsSecret(this BaseEndpoint endpoint) => endpoint.Definition.Description(b => b.WithMetadata(new SecretAnswer()));
}
