using Microsoft.AspNetCore.Http;

namespace Crm.Kernel.Batches;

/// <summary>Requests that the house makes to itself in the name of a request, so that many writes at once keep every rule of one. Answered by the host.</summary>
public abstract class InnerRequests
{
    /// <param name="outer">The request in whose name this is made: its caller, its rights, its company.</param>
    /// <param name="alone">In a transaction of its own, committed when this returns; else in the outer request's.</param>
    public abstract Task<InnerAnswer> SendAsync(HttpContext outer, InnerRequest request, bool alone, CancellationToken ct);
}

/// <summary>A request to the house itself.</summary>
/// <param name="OperationId">Of the endpoint that answers.</param>
/// <param name="Id">The record, if the endpoint's path has one.</param>
/// <param name="Query">With its question mark, or nothing.</param>
/// <param name="Body">JSON, or nothing.</param>
public sealed record InnerRequest(string OperationId, Guid? Id, string Query, byte[]? Body)
{
    public string? IfMatch { get; init; }
    public string? IdempotencyKey { get; init; }
}

/// <summary>What it was answered.</summary>
/// <param name="Body">JSON, or nothing.</param>
public sealed record InnerAnswer(int Status, string? ETag, ReadOnlyMemory<byte> Body);
