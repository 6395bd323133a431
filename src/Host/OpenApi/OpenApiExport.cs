namespace Crm.Host.OpenApi;

/// <summary>Writes the document to a file, byte for byte as it is served, from a host that was built but not started.</summary>
internal static class OpenApiExport
{
    public static async Task RunAsync(WebApplication app, string path)
    {
        // A host publishes its endpoints when it starts; here it does not.
        ((IApplicationBuilder)app).UseRouting().UseEndpoints(_ => { });
        await File.WriteAllBytesAsync(path, app.Services.GetRequiredService<ApiDocument>().Bytes);
        Console.WriteLine($"{Path.GetFullPath(path)} written");
    }
}
