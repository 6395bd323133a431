using System.ComponentModel.DataAnnotations;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Kernel.Changes;

/// <summary>Asks what has changed.</summary>
internal sealed record ListChanges
{
    public const int DefaultLimit = 100;
    public const int MaximumLimit = 500;

    /// <summary><c>next</c> of an earlier answer, or <c>now</c> to begin with what comes; the beginning of history if nothing is said.</summary>
    [QueryParam] public string? Since { get; init; }

    /// <summary>The kinds of record to follow, comma-separated: <c>contacts,companies</c>; all that the caller may see if nothing is said.</summary>
    [QueryParam] public string? Types { get; init; }

    /// <summary>How many at most.</summary>
    [QueryParam, Range(1, MaximumLimit)] public int? Limit { get; init; }
}

internal sealed class ListChangesEndpoint(RecordChanges changes, ChangePositions positions) : Endpoint<ListChanges, ChangesView>
{
    public override void Configure()
    {
        Get("/api/v1/changes");
        Permissions(ChangePermissions.Read);
        this.Describes("listChanges", "Changes", "List what changed in records", 200, KernelProblems.Invalid, KernelProblems.CursorMismatch, ChangeProblems.CursorExpired);
        Summary(s => s.Description = "Every change of a record once, in one order that never changes, from the whole history. What is told is what the caller may see now: a record that left the caller's reach is told as `removed`, and nothing else of it. "
            + "An answer may hold fewer than `limit`, or none, and still have more: go on from `next` until `hasMore` is false.");
    }

    public override async Task HandleAsync(ListChanges r, CancellationToken ct)
    {
        if (r.Limit is < 1 or > ListChanges.MaximumLimit) throw KernelProblems.Invalid.With($"`limit` lies between 1 and {ListChanges.MaximumLimit}.", "?limit");
        var (among, since) = (changes.Among(r.Types), await positions.OpenAsync(r.Since, "?since", ct));
        var stretch = await changes.ReadAsync(since, among, r.Limit ?? ListChanges.DefaultLimit, ct);
        await Send.OkAsync(new([.. stretch.Changes.Select(c => c.Change)], positions.Seal(stretch.Till), stretch.More), ct);
    }
}
