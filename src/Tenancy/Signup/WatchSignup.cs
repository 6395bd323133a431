using System.Buffers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Crm.Tenancy.Signup;

/// <summary>Asks to be told as a signup moves. The data of each event is the signup; the stream ends once it is ready or has failed.</summary>
public sealed record WatchSignup
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class WatchSignupEndpoint(SignupProgress progress, IOptions<JsonOptions> json) : Endpoint<WatchSignup>
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public override void Configure()
    {
        Get("/api/v1/signups/{id}/events");
        AllowAnonymous();
        this.DescribesStream("watchSignup", "Signup", "Watch a signup as server-sent events", TenancyProblems.SignupNotFound, KernelProblems.TooManyRequests);
    }

    public override async Task HandleAsync(WatchSignup request, CancellationToken ct)
    {
        var first = await progress.FindAsync(request.Id, ct) ?? throw TenancyProblems.SignupNotFound.With();
        progress.Enter(request.Id);
        try
        {
            HttpContext.Response.ContentType = "text/event-stream";
            HttpContext.Response.Headers.CacheControl = "no-store";
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(Longest);
            await SseFormatter.WriteAsync(MovesAsync(request.Id, first, limit.Token), HttpContext.Response.Body,
                (item, writer) => writer.Write(JsonSerializer.SerializeToUtf8Bytes(item.Data, json.Value.SerializerOptions)), ct);
        }
        finally
        {
            progress.Leave(request.Id);
        }
    }

    /// <summary>Every state that differs from the one before, until the signup has ended.</summary>
    private async IAsyncEnumerable<SseItem<SignupView>> MovesAsync(Guid id, SignupView first, [EnumeratorCancellation] CancellationToken ct)
    {
        yield return new(first, "signup");
        for (var seen = first; seen.Status is SignupStatus.AwaitingVerification or SignupStatus.Provisioning && !ct.IsCancellationRequested;)
        {
            await progress.MovedAsync(id, Heartbeat, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ct.IsCancellationRequested || await progress.FindAsync(id, CancellationToken.None) is not { } now) yield break;
            if (now.Status == seen.Status && now.Steps.SequenceEqual(seen.Steps)) continue;
            yield return new(seen = now, "signup");
        }
    }
}
