using Crm.Kernel.Http;
using FastEndpoints;

namespace Crm.Host.Limits;

/// <summary>The caller's limits.</summary>
/// <param name="Data">One entry for each limit that requests with this token count against.</param>
public sealed record LimitsView(IReadOnlyList<LimitView> Data);

/// <summary>What is left of one limit, as the <c>RateLimit</c> header tells it, this request included.</summary>
/// <param name="Policy">Name of the limit.</param>
/// <param name="Limit">Requests admitted in a window.</param>
/// <param name="Window">Length of the window in seconds.</param>
/// <param name="Remaining">Requests left in the current window.</param>
/// <param name="Reset">Seconds until the next window.</param>
public sealed record LimitView(string Policy, int Limit, int Window, int Remaining, int Reset);

internal sealed class GetLimitsEndpoint : EndpointWithoutRequest<LimitsView>
{
    public const string Permission = "limits.read";

    public override void Configure()
    {
        Get("/api/v1/limits");
        Permissions(Permission);
        this.Describes("getLimits", "Me", "See what is left of one's limits", 200);
    }

    public override Task HandleAsync(CancellationToken ct) => Send.OkAsync(new([.. HttpContext.Features.Get<Charge[]>()!.Select(c => c.Left)]), ct);
}
