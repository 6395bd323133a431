using System.Text.Json;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;
using Microsoft.AspNetCore.Http;

namespace Crm.Kernel.Batches;

/// <summary>Does the items of a batch one after the other, each as the request that it stands for.</summary>
public sealed class BatchDesk(InnerRequests requests, IHttpContextAccessor http)
{
    /// <param name="operations">Ids of the operations that write one record.</param>
    /// <returns>What became of each item. An atomic batch of which one fails ends the request.</returns>
    public async Task<BatchView> RunAsync(IDocumentSession session, BatchRequest batch, IReadOnlyDictionary<BatchOperation, string> operations, CancellationToken ct)
    {
        foreach (var (i, item) in batch.Items.Index())
            if (item.Misfit(batch.Mode, $"/items/{i}") is { } misfit) throw misfit;
        var atomic = batch.Mode is BatchMode.Atomic;
        if (atomic)
        {
            // What is pending in a session is not read again, so a second write of a record would not build on the first.
            if (batch.Items.Index().FirstOrDefault(x => x.Item.Id is not null && batch.Items.Take(x.Index).Any(b => b.Id == x.Item.Id)) is { Item: not null } twice)
                throw KernelProblems.ValidationFailed.With("An atomic batch writes a record once.", $"/items/{twice.Index}/id");
            await session.BeginTransactionAsync(ct);
        }
        var results = new List<BatchResult>(batch.Items.Count);
        foreach (var (i, item) in batch.Items.Index())
        {
            var result = Read(i, item, await requests.SendAsync(http.HttpContext!, Request(item, operations), alone: !atomic, ct));
            if (atomic && result.Problem is { } problem) throw Failed(i, problem);
            results.Add(result);
        }
        return new(results);
    }

    private static InnerRequest Request(BatchItem item, IReadOnlyDictionary<BatchOperation, string> operations) =>
        new(operations[item.Op], item.Id, item.OnDuplicate is { } choice ? $"?onDuplicate={JsonNamingPolicy.CamelCase.ConvertName(choice.ToString())}" : "", item.Data is { } data ? JsonSerializer.SerializeToUtf8Bytes(data, Json.Options) : null)
        {
            IfMatch = item.IfMatch,
            IdempotencyKey = item.Key,
        };

    private static BatchResult Read(int index, BatchItem item, InnerAnswer answer) => answer switch
    {
        { Status: >= 400 } => new(index, answer.Status, item.Id, answer.ETag, JsonSerializer.Deserialize<Problem>(answer.Body.Span, Json.Options)),
        { Body.Length: > 0 } => new(index, answer.Status, JsonDocument.Parse(answer.Body).RootElement.GetProperty("id").GetGuid(), answer.ETag, null),
        _ => new(index, answer.Status, item.Id, answer.ETag, null),
    };

    private static ProblemException Failed(int index, Problem problem) => new(BatchProblems.ItemFailed, $"Item {index}: {problem.Detail ?? problem.Title}")
    {
        Errors = [.. (problem.Errors ?? [new("", problem.Code, problem.Detail ?? problem.Title)]).Select(e => e with { Pointer = Within(index, e.Pointer) })],
    };

    // A query parameter of the single request is a member of the item.
    private static string Within(int index, string pointer) => pointer.StartsWith('?') ? $"/items/{index}/{pointer[1..]}" : pointer.Length > 0 ? $"/items/{index}/data{pointer}" : $"/items/{index}";
}

/// <summary>How an endpoint answers a batch.</summary>
public static class BatchAnswers
{
    /// <summary>200, or 207 if some items failed.</summary>
    public static Task BatchAsync(this ResponseSender<BatchRequest, BatchView> send, BatchView batch, CancellationToken ct) =>
        send.ResponseAsync(batch, batch.Data.Any(r => r.Problem is not null) ? StatusCodes.Status207MultiStatus : StatusCodes.Status200OK, ct);
}
