using Marten;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Kernel.Lists;

/// <summary>Starts a list over documents of the request's tenant.</summary>
public sealed class Pages(IDocumentSession session, Cursors cursors, IHttpContextAccessor http)
{
    public Listing<T> Of<T>(FieldCatalogue catalogue, ListRequest request) where T : notnull =>
        new(session, cursors, http.HttpContext!.Request, catalogue, request);

    /// <summary>What one member of a record has been, newest first, told by the change log.</summary>
    public FieldHistory HistoryOf<T>(Guid id, string field, PageRequest request) where T : Resource =>
        new(session, cursors, http.HttpContext!.Request, new(typeof(T).Name.ToLowerInvariant(), id, field), request);
}

/// <summary>How the host gets them.</summary>
public static class PagesRegistration
{
    public static IServiceCollection AddPages(this IServiceCollection services) => services.AddSingleton<Cursors>().AddScoped<Pages>().AddScoped<Control.ControlPages>();
}
