using Crm.Kernel.Aggregations;
using Crm.Kernel.CustomFields.Computed;
using Crm.Kernel.Filters;
using Crm.Kernel.Segments;
using Crm.Kernel.Views;
using Marten;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Kernel.Lists;

/// <summary>Starts a list over documents of the request's tenant.</summary>
public sealed class Pages(IDocumentSession session, Cursors cursors, IHttpContextAccessor http, RecordFilters filters, SavedViews views, ComputedValues computed)
{
    public Listing<T> Of<T>(FieldCatalogue catalogue, ListRequest request) where T : notnull =>
        new(session, cursors, http.HttpContext!.Request, ListTerms.Of(catalogue, request), computed);

    /// <summary>The same for records of a kind that is registered, looked at through a saved view: only what it shows, in its order unless another is asked for.</summary>
    /// <param name="view">Id of the view; none changes nothing.</param>
    public async Task<Listing<T>> ThroughAsync<T>(FieldCatalogue catalogue, ListRequest request, Guid? view, CancellationToken ct) where T : notnull
    {
        if (view is not { } id) return Of<T>(catalogue, request);
        var kind = await filters.WithCustomAsync(filters.KindOf(typeof(T)), ct);
        var saved = await views.OpenAsync(id, kind.Object, "?view", ct);
        return new Listing<T>(session, cursors, http.HttpContext!.Request, ListTerms.Of(kind.Fields, request).Through(request.Sort is null ? saved : null, kind.Fields), computed)
            .Where(await filters.CompileAsync(kind, saved.Filter, "?view/filter", ct));
    }

    /// <summary>The condition that records of a kind that is registered are in a segment; no condition if none is named.</summary>
    public Task<Condition?> InSegmentAsync<T>(Guid? segment, CancellationToken ct) where T : notnull =>
        filters.CompileAsync(filters.KindOf(typeof(T)), segment is { } id ? SegmentFilter.On(id) : null, "?segmentId", ct);

    /// <summary>Answers a query for records of a kind that is registered (<see cref="RecordKind"/>).</summary>
    public async Task<Page<TView>> QueryAsync<T, TView>(QueryRequest query, Func<T, TView> view, CancellationToken ct) where T : notnull
    {
        var kind = await filters.WithCustomAsync(filters.KindOf(typeof(T)), ct);
        var saved = await OpenAsync(query.View, kind, ct);
        var terms = ListTerms.Of(kind.Fields, query).Through(query.Sort is { Count: > 0 } ? null : saved, kind.Fields);
        return await new Listing<T>(session, cursors, http.HttpContext!.Request, terms, computed)
            .Trashed(query.Trashed)
            .Where(await filters.CompileAsync(kind, saved?.Filter, "/view/filter", ct))
            .Where(await filters.CompileAsync(kind, query.Filter, "/filter", ct))
            .ReadAsync(view, ct);
    }

    /// <summary>Answers a question for figures over records of a kind that is registered.</summary>
    public async Task<AggregationView> AggregateAsync<T>(AggregationRequest request, CancellationToken ct) where T : notnull
    {
        var kind = await filters.WithCustomAsync(filters.KindOf(typeof(T)), ct);
        var plan = new AggregationPlan(kind.Fields, await filters.CalendarAsync(ct), request);
        var saved = await OpenAsync(request.View, kind, ct);
        var groups = await new Listing<T>(session, cursors, http.HttpContext!.Request, ListTerms.Of(kind.Fields, new QueryRequest()), computed)
            .Where(await filters.CompileAsync(kind, saved?.Filter, "/view/filter", ct))
            .Where(await filters.CompileAsync(kind, request.Filter, "/filter", ct))
            .AggregateAsync(plan, ct);
        return new([.. groups.Take(plan.Limit)], groups.Count > plan.Limit);
    }

    private async Task<SavedView?> OpenAsync(Guid? view, RecordKind kind, CancellationToken ct) => view is { } id ? await views.OpenAsync(id, kind.Object, "/view", ct) : null;

    /// <summary>What one member of a record has been, newest first, told by the change log.</summary>
    public FieldHistory HistoryOf<T>(Guid id, string field, PageRequest request) where T : Resource =>
        new(session, cursors, http.HttpContext!.Request, new(typeof(T).Name.ToLowerInvariant(), id, field), request);
}

/// <summary>How the host gets them.</summary>
public static class PagesRegistration
{
    public static IServiceCollection AddPages(this IServiceCollection services) => services.AddSingleton<Cursors>().AddScoped<Pages>().AddScoped<RecordFilters>().AddSingleton<ComputedNowhere>().AddScoped<ComputedValues>().AddScoped<SavedViews>().AddScoped<Control.ControlPages>();
}
