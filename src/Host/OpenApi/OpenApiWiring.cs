namespace Crm.Host.OpenApi;

/// <summary>Where the document and its page enter the host.</summary>
internal static class OpenApiWiring
{
    private const string Document = "/openapi/v1.json";
    private const string Page = "/docs";

    public static IServiceCollection AddCrmOpenApi(this IServiceCollection services) => services.AddSingleton<ApiDocument>();

    /// <summary>To be called after the endpoints are mapped.</summary>
    public static void UseCrmOpenApi(this WebApplication app)
    {
        app.MapGet(Document, (ApiDocument document) => document.Serve()).AllowAnonymous().ExcludeFromDescription();
        // The page's four middlewares are not to meet every request.
        app.UseWhen(http => http.Request.Path.StartsWithSegments(Page), docs =>
            docs.UseSwaggerUi(page => (page.Path, page.DocumentPath, page.DocumentTitle) = (Page, Document, "Crm API")));
    }
}
