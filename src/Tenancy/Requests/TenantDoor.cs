using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.ChangeLog;
using Crm.Kernel.Http;
using Crm.Tenancy.Catalog;
using Crm.Tenancy.Sessions;
using Microsoft.AspNetCore.Http;

namespace Crm.Tenancy.Requests;

/// <summary>Binds the request to the tenant of its token, once: the host name may only agree, and the tenant's state must allow what is asked.</summary>
internal sealed class TenantDoor(RequestDelegate next, TenantCatalog catalog, CrmSettings settings)
{
    public async Task InvokeAsync(HttpContext http, Caller caller, TenantBinding binding)
    {
        // Whoever only reads leaves nothing in the change log, unless it is so much that it asks for a recent login.
        var writing = http.MayWrite();
        if (writing || http.GetEndpoint()?.Metadata.GetMetadata<RecentLogin>() is not null)
            ChangeOrigin.Current = new(caller.ImpersonationId is { } stay ? $"impersonation:{stay}" : "api", OriginContext.Of(http));
        Rights.Current = http.Features.Get<Rights>();
        // Whoever stands before a closed door may still leave, or go to another company.
        if (caller.TenantId != default && !http.Request.Path.StartsWithSegments("/api/v1/auth")) binding.Bind(await AdmitAsync(http, caller, writing), caller);
        await next(http);
    }

    private async ValueTask<TenantRow> AdmitAsync(HttpContext http, Caller caller, bool writing)
    {
        var tenant = await catalog.FindAsync(TenantRow.KeyOf(caller.TenantId), http.RequestAborted) ?? throw TenancyProblems.Unknown.With();
        if (SlugOf(http.Request.Host.Host.TrimEnd('.')) is { } slug && slug != tenant.Slug) throw TenancyProblems.HostMismatch.With();
        TenantStates.Check(tenant, writing);
        return tenant;
    }

    private string? SlugOf(string host) =>
        settings.TenantDomain.Length > 0 && host.EndsWith("." + settings.TenantDomain, StringComparison.OrdinalIgnoreCase)
            ? host[..^(settings.TenantDomain.Length + 1)].ToLowerInvariant()
            : null;
}
