namespace Crm.Kernel.Http;

/// <summary>What is left of one budget, as the <c>RateLimit</c> header tells it.</summary>
/// <param name="Policy">Name of the budget.</param>
/// <param name="Limit">Requests admitted in a window.</param>
/// <param name="Window">Length of the window in seconds.</param>
/// <param name="Remaining">Requests left in the current window.</param>
/// <param name="Reset">Seconds until the next window.</param>
public sealed record RateLimitStatus(string Policy, int Limit, int Window, int Remaining, int Reset);

/// <summary>Request feature: the budgets that this request was counted against.</summary>
public sealed record RateLimitFeature(IReadOnlyList<RateLimitStatus> Budgets);
