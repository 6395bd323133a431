using Crm.Kernel.Aggregations;
using Crm.Kernel.Filters;
using Marten;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Kernel.Lists;

/// <summary>Starts a list over documents of the request's tenant.</summary>
public sealed class Pages(IDocumentSession session, Cursors cursors, IHttpContextAccessor http, RecordFilters filters)
{
    public Listing<T> Of<T>(FieldCatalogue catalogue, ListRequest request) where T : notnull =>
        new(session, cursors, http.HttpContext!.Request, ListTerms.Of(catalogue, request));

    /// <summary>Answers a query for records of a kind that is registered (<see cref="RecordKind"/>).</summary>
    public async Task<Page<TView>> QueryAsync<T, TView>(QueryRequest query, Func<T, TView> view, CancellationToken ct) where T : notnull
    {
        var kind = await filters.WithCustomAsync(filters.KindOf(typeof(T)), ct);
        var terms = ListTerms.Of(kind.Fields, query);
        return await new Listing<T>(session, cursors, http.HttpContext!.Request, terms)
            .Trashed(query.Trashed)
            .Where(await filters.CompileAsync(kind, query.Filter, "/filter", ct))
            .ReadAsync(view, ct);
    }

    /// <summary>Answers a question for figures over records of a kind that is registered.</summary>
    public async Task<AggregationView> AggregateAsync<T>(AggregationRequest request, CancellationToken ct) where T : notnull
    {
        var kind = await filters.WithCustomAsync(filters.KindOf(typeof(T)), ct);
        var plan = new AggregationPlan(kind.Fields, await filters.CalendarAsync(ct), request);
        var groups = await new Listing<T>(session, cursors, http.HttpContext!.Request, ListTerms.Of(kind.Fields, new QueryRequest()))
            .Where(await filters.CompileAsync(kind, request.Filter, "/filter", ct))
            .AggregateAsync(plan, ct);
        return new([.. groups.Take(plan.Limit)], groups.Count > plan.Limit);
    }

    /// <summary>What one member of a record has been, newest first, told by the change log.</summary>
    public FieldHistory HistoryOf<T>(Guid id, string field, PageRequest request) where T : Resource =>
        new(session, cursors, http.HttpContext!.Request, new(typeof(T).Name.ToLowerInvariant(), id, field), request);
}

/// <summary>How the host gets them.</summary>
public static class PagesRegistration
{
    public static IServiceCollection AddPages(this IServiceCollection services) => services.AddSingleton<Cursors>().AddScoped<Pages>().AddScoped<RecordFilters>().AddScoped<Control.ControlPages>();
}
