using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using Crm.Tenancy.Sessions;
using FastEndpoints;
using Marten;
using Microsoft.AspNetCore.Http;

namespace Crm.Tenancy.Requests;

/// <summary>
/// A repeated POST or PATCH with the same <c>Idempotency-Key</c> gets the first one's answer. The record is written in the transaction of the effect;
/// a second node that races loses at the record's key, and its whole transaction with it.
/// </summary>
internal sealed class Idempotency(TenantBinding tenant, ControlSession control, Caller caller, Secrets secrets, CrmSettings settings, TimeProvider clock)
{
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);
    private static readonly ConcurrentDictionary<string, byte> InFlight = new();

    public async ValueTask<IdempotentRequest> BeginAsync(HttpContext http)
    {
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length == 0 || !Honoured(http.Request)) return IdempotentRequest.None;
        if (key.Length > 255) throw KernelProblems.Invalid.With("Idempotency-Key has at most 255 characters.");

        var id = Hash(Encoding.UTF8.GetBytes($"{caller.TenantId}\n{Whose(http)}\n{http.Request.Method}\n{http.Request.Path.Value!.ToLowerInvariant()}\n{key}"));
        var body = await BodyHashAsync(http.Request);
        var slot = $"{caller.TenantId:n}{id}";
        if (!InFlight.TryAdd(slot, 0)) throw new ProblemException(KernelProblems.IdempotencyInFlight) { RetryAfter = 1 };
        var request = new IdempotentRequest(http, Store(http), id, body, clock.GetUtcNow() + Kept, () => InFlight.TryRemove(slot, out _));
        try
        {
            await request.ReplayAsync(clock.GetUtcNow());
            return request;
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    /// <summary>Beside the effect: a slice that writes the tenant's documents asks for its session, one that writes the control database does not.</summary>
    private IdempotencyStore Store(HttpContext http)
    {
        IdempotencyStore store = tenant.Tenant is not null && WritesDocuments(http) ? new TenantIdempotency(tenant.Open()) : new ControlIdempotency(control);
        return http.GetEndpoint()?.Metadata.GetMetadata<SecretAnswer>() is null ? store : new SealedIdempotency(store, secrets);
    }

    private static bool WritesDocuments(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<EndpointDefinition>()?.EndpointType is not { } slice
        || slice.GetConstructors().SelectMany(c => c.GetParameters()).Any(p => p.ParameterType == typeof(IDocumentSession));

    // Tokens are never stored.
    private static bool Honoured(HttpRequest request) =>
        (HttpMethods.IsPost(request.Method) || HttpMethods.IsPatch(request.Method))
        && !request.Path.StartsWithSegments("/api/v1/auth") && !request.Path.StartsWithSegments("/api/v1/platform/auth");

    /// <summary>Keys of strangers are their address's own, so that one does not stand in another's way.</summary>
    private string Whose(HttpContext http) => caller.AccountId == default ? $"{http.Connection.RemoteIpAddress}" : caller.AccountId.ToString();

    // A body may hold a password, which a plain hash would lay open to guessing.
    private async Task<string> BodyHashAsync(HttpRequest request)
    {
        request.EnableBuffering();
        var hash = Convert.ToHexString(await HMACSHA256.HashDataAsync(Key(settings), request.Body, request.HttpContext.RequestAborted));
        request.Body.Position = 0;
        return hash;
    }

    private static byte[] Key(CrmSettings settings) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Convert.FromBase64String(settings.MasterKey), 32, info: "crm.idempotency"u8.ToArray());

    private static string Hash(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes));
}
