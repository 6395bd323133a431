using Crm.Kernel.ChangeLog;

namespace Crm.Tenancy.Requests;

/// <summary>The answer that a request with an <c>Idempotency-Key</c> got, stored with its effect.</summary>
[NotLogged("Bookkeeping of requests, not data of the company.")]
public sealed class IdempotencyRecord
{
    /// <summary>Hash of caller, method, path and key.</summary>
    public required string Id { get; init; }

    public required string BodyHash { get; init; }
    public required int Status { get; init; }
    public required Dictionary<string, string> Headers { get; init; }
    public required string Body { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
}
