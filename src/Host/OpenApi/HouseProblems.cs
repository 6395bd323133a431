using Crm.Identity;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using Crm.Tenancy;
using Microsoft.AspNetCore.WebUtilities;

namespace Crm.Host.OpenApi;

/// <summary>The problems that the house itself answers, at the door and at the commit, whatever the slice does.</summary>
internal static class HouseProblems
{
    private static readonly (ProblemType Problem, Func<Act, bool> May)[] Rules =
    [
        (KernelProblems.Malformed, _ => true),
        (KernelProblems.Invalid, act => Idempotent(act) || act.Inputs.Any(input => input.Source is Source.Query)),
        (KernelProblems.CursorMismatch, act => act.Inputs.Any(input => input.Name is "cursor")),
        (KernelProblems.Unauthenticated, act => !act.Anonymous),
        (KernelProblems.Forbidden, act => !act.Anonymous),
        (IdentityProblems.StepUpRequired, act => act.Endpoint.Metadata.GetMetadata<RecentLogin>() is not null),
        (KernelProblems.Impersonated, act => act.Endpoint.Metadata.GetMetadata<RecentLogin>() is not null),
        (TenancyProblems.Unknown, _ => true),
        (TenancyProblems.Suspended, _ => true),
        (TenancyProblems.HostMismatch, _ => true),
        (KernelProblems.NotFound, act => act.Path.Contains('{')),
        (KernelProblems.Conflict, act => act.Writes),
        (KernelProblems.IdempotencyInFlight, Idempotent),
        (KernelProblems.Stale, HonoursIfMatch),
        (KernelProblems.TooLarge, act => act.Body is not null || Idempotent(act)),
        (KernelProblems.UnsupportedMediaType, act => act.Body is not null),
        (KernelProblems.ValidationFailed, act => act.Body is not null),
        (KernelProblems.UnknownMember, act => act.Body is not null),
        (KernelProblems.IdempotencyMismatch, Idempotent),
        (TenancyProblems.ReadOnly, act => act.Writes),
        (KernelProblems.PreconditionRequired, RequiresIfMatch),
        (KernelProblems.TooManyRequests, _ => true),
        (KernelProblems.Internal, _ => true),
        (KernelProblems.Unavailable, _ => true),
        (TenancyProblems.Behind, _ => true),
    ];

    /// <summary>The house's own, by status.</summary>
    public static ILookup<int, ProblemType> All { get; } = Rules.Select(rule => rule.Problem).ToLookup(problem => problem.Status);

    /// <summary>Everything the operation may answer instead of its good answer, by status.</summary>
    public static IEnumerable<IGrouping<int, ProblemType>> Of(Act act) => act.Declared
        .Concat(Rules.Where(rule => rule.May(act)).Select(rule => rule.Problem))
        .Distinct().GroupBy(problem => problem.Status).OrderBy(group => group.Key);

    /// <summary>What the document calls the house's answer with this status.</summary>
    public static string NameOf(int status) => ReasonPhrases.GetReasonPhrase(status).Replace(" ", "");

    public static bool Idempotent(Act act) =>
        act is { Method: "post" or "patch", Writes: true } && !act.Path.StartsWith("/api/v1/auth/", StringComparison.Ordinal) && !act.Path.StartsWith("/api/v1/platform/auth/", StringComparison.Ordinal);

    public static bool RequiresIfMatch(Act act) => act.Declared.Contains(KernelProblems.PreconditionRequired);

    public static bool HonoursIfMatch(Act act) => act.Declared.Contains(KernelProblems.Stale) || RequiresIfMatch(act);
}
