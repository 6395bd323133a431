using System.Text;
using Crm.Kernel.Problems;
using Microsoft.AspNetCore.Http;

namespace Crm.Tenancy.Requests;

/// <summary>One request with a key: replayed from its record, or recorded with its effect.</summary>
internal sealed class IdempotentRequest(HttpContext? http, IdempotencyStore? store, string id, string bodyHash, DateTimeOffset expiresAt, Action? ended) : IDisposable
{
    private static readonly string[] KeptHeaders = ["Content-Type", "Location", "ETag"];

    /// <summary>A request without a key.</summary>
    public static IdempotentRequest None { get; } = new(null, null, "", "", default, null);

    private bool outlived;

    public bool Replayed { get; private set; }

    public async Task ReplayAsync(DateTimeOffset now)
    {
        if (await store!.FindAsync(id, http!.RequestAborted) is not { } record) return;
        if (record.ExpiresAt <= now)
        {
            outlived = true;
            return;
        }
        if (record.BodyHash != bodyHash) throw KernelProblems.IdempotencyMismatch.With();
        Replayed = true;
        http.Response.StatusCode = record.Status;
        foreach (var (name, value) in record.Headers) http.Response.Headers[name] = value;
        http.Response.Headers["Idempotency-Replayed"] = "true";
        if (record.Body.Length > 0) await http.Response.WriteAsync(record.Body);
    }

    public async ValueTask RecordAsync(ReadOnlyMemory<byte> answer)
    {
        if (store is null) return;
        await store.AddAsync(outlived, new()
        {
            Id = id,
            BodyHash = bodyHash,
            Status = http!.Response.StatusCode,
            Headers = KeptHeaders.Where(http.Response.Headers.ContainsKey).ToDictionary(h => h, h => http.Response.Headers[h].ToString()),
            Body = Encoding.UTF8.GetString(answer.Span),
            ExpiresAt = expiresAt,
        });
    }

    /// <summary>To be asked when the request failed: the client shall have the twin's answer, not be told that its own first try stands in its way.</summary>
    public async ValueTask RefuseIfTwinWonAsync()
    {
        if (store is not null && await store.FindAsync(id, http!.RequestAborted) is not null)
            throw new ProblemException(KernelProblems.IdempotencyInFlight) { RetryAfter = 1 };
    }

    public void Dispose() => ended?.Invoke();
}
