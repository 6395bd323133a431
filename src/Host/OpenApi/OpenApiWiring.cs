namespace Crm.Host.OpenApi;

/// <summary>Where the document and its page enter the host.</summary>
internal static class OpenApiWiring
{
    private const string Document = "/openapi/v1.json";

    public static IServiceCollection AddCrmOpenApi(this IServiceCollection services) => services.AddSingleton<ApiDocument>();

    /// <summary>To be called after the endpoints are mapped.</summary>
    public static void UseCrmOpenApi(this WebApplication app)
    {
        app.MapGet(Document, (ApiDocument document) => document.Serve()).AllowAnonymous().ExcludeFromDescription();
        app.UseSwaggerUi(page => (page.Path, page.DocumentPath, page.DocumentTitle) = ("/docs", Document, "Crm API"));
    }
}
