using System.Globalization;
using System.Text.Json;
using Crm.Kernel;
using Crm.Kernel.ChangeLog.Sealing;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Identity.Audit;

/// <summary>Asks for a page of the company's history.</summary>
internal sealed record ListAuditEntries : PageRequest
{
    /// <summary>The account, API key or operator who did it; <c>me</c> is the caller's account.</summary>
    [QueryParam] public string? Actor { get; init; }

    [QueryParam] public ActorKind? ActorKind { get; init; }

    /// <summary>What was done: <c>created</c>, <c>loginFailed</c>…</summary>
    [QueryParam] public string? Action { get; init; }

    /// <summary>The kind of thing it was done to: <c>contact</c>, <c>role</c>…</summary>
    [QueryParam] public string? Object { get; init; }

    [QueryParam] public string? ObjectId { get; init; }

    /// <summary>At this moment or later.</summary>
    [QueryParam] public DateTimeOffset? From { get; init; }

    /// <summary>Before this moment.</summary>
    [QueryParam] public DateTimeOffset? To { get; init; }

    /// <summary><c>-at</c>, newest first, or <c>at</c>.</summary>
    [QueryParam] public string? Sort { get; init; }
}

internal sealed class ListAuditEntriesEndpoint(AuditLog log, AuditNames names, AuditValues values, Cursors cursors, Caller caller) : Endpoint<ListAuditEntries, Page<AuditEntryView>>
{
    public override void Configure()
    {
        Get("/api/v1/audit-entries");
        Permissions(AuditPermissions.Read);
        this.Describes("listAuditEntries", "Audit", "List what was done in the company, newest first", 200);
    }

    public override async Task HandleAsync(ListAuditEntries r, CancellationToken ct)
    {
        var filter = new AuditFilter
        {
            From = r.From,
            To = r.To,
            Actor = caller.Account(r.Actor, "actor"),
            ActorKind = r.ActorKind,
            Action = r.Action,
            Object = r.Object,
            ObjectId = r.ObjectId,
            Descending = r.Sort switch
            {
                null or "-at" => true,
                "at" => false,
                _ => throw KernelProblems.Invalid.With("`sort` is `at` or `-at`.", "?sort"),
            },
        };
        var list = JsonSerializer.Serialize(new { caller.TenantId, HttpContext.Request.Path, filter });
        var limit = r.AtMost();
        var rows = await log.ReadAsync(filter, r.Cursor is null ? null : Read(cursors.Open(r.Cursor, list)), limit + 1, ct);
        var page = rows.Take(limit).ToList();
        var next = rows.Count > limit ? cursors.Seal(PlaceOf(page[^1]), list) : null;
        var known = await names.OfAsync(page, ct);
        await Send.PageAsync(new([.. page.Select(row => AuditEntryView.Of(row, known, values.Of))], new(limit, next is not null, next)), ct);
    }

    private static Place PlaceOf(AuditRow row) => new([row.At.ToString("O", CultureInfo.InvariantCulture), $"{row.Source}", $"{row.Number}"], Backwards: false);

    private static AuditPlace Read(Place place) =>
        new(DateTimeOffset.Parse(place.Keys[0], CultureInfo.InvariantCulture), Enum.Parse<LogSource>(place.Keys[1]), long.Parse(place.Keys[2], CultureInfo.InvariantCulture));
}
