using FastEndpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Crm.Kernel.Http;

/// <summary>On an endpoint whose act asks for a login within the last five minutes.</summary>
public sealed record RecentLogin;

/// <summary>On an endpoint whose answer shows a secret once: a repetition's copy of it is stored sealed.</summary>
public sealed record SecretAnswer;

/// <summary>On an endpoint below <c>/me</c> that concerns the caller's company only, and not the account as a whole.</summary>
public sealed record CompanyMatter;

/// <summary>On a POST that changes nothing: what it asks is too long for an address.</summary>
public sealed record Question;

/// <summary>What an endpoint demands or promises beyond its permission.</summary>
public static class Promises
{
    public static void NeedsRecentLogin(this BaseEndpoint endpoint) => endpoint.Definition.Description(b => b.WithMetadata(new RecentLogin()));

    /// <summary>A session that the company's single sign-on opened may do it too.</summary>
    public static void IsCompanyMatter(this BaseEndpoint endpoint) => endpoint.Definition.Description(b => b.WithMetadata(new CompanyMatter()));

    /// <summary>There is nothing to commit or repeat, and a company that is read-only may ask too.</summary>
    public static void OnlyAsks(this BaseEndpoint endpoint) => endpoint.Definition.Description(b => b.WithMetadata(new Question()));

    /// <summary>Whether the request may change something.</summary>
    public static bool MayWrite(this HttpContext http) =>
        !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method) && !HttpMethods.IsOptions(http.Request.Method) && http.GetEndpoint()?.Metadata.GetMetadata<Question>() is null;

    public static void ShowsSecret(this BaseEndpoint endpoint) => endpoint.Definition.Description(b => b.WithMetadata(new SecretAnswer()));
}
