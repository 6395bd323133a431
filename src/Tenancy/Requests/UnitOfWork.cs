using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Tenancy.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Crm.Tenancy.Requests;

/// <summary>
/// A writing request is one transaction: the slice fills the session, its answer waits in a buffer, and the house commits documents, change log,
/// messages and idempotency record together before the answer leaves. A slice that ends with a failure commits nothing.
/// </summary>
internal sealed class UnitOfWork(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http, TenantBinding tenant, ControlSession control, Idempotency idempotency)
    {
        if (!http.MayWrite())
        {
            await next(http);
            return;
        }
        using var once = await idempotency.BeginAsync(http);
        if (once.Replayed) return;
        var answer = await CommittedAsync(http, tenant, control, once);
        if (answer.Length > 0) await http.Response.Body.WriteAsync(answer, http.RequestAborted);
    }

    private async Task<ReadOnlyMemory<byte>> CommittedAsync(HttpContext http, TenantBinding tenant, ControlSession control, IdempotentRequest once)
    {
        try
        {
            var answer = await BufferedAsync(http);
            if (http.Response.StatusCode >= 400) return answer;
            await once.RecordAsync(answer);
            if (tenant.Session is { } session) await session.SaveChangesAsync(http.RequestAborted);
            await control.CommitAsync(http.RequestAborted);
            return answer;
        }
        catch (Exception lost) when (lost is not OperationCanceledException)
        {
            // What it clashed with may be the effect of its own twin on another node.
            await control.RollbackAsync();
            await once.RefuseIfTwinWonAsync();
            throw;
        }
    }

    private async Task<ReadOnlyMemory<byte>> BufferedAsync(HttpContext http)
    {
        var wire = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var buffer = new MemoryStream();
        http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(buffer));
        try
        {
            await next(http);
            await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        }
        finally
        {
            http.Features.Set(wire);
        }
        return buffer.ToArray();
    }
}
