using Microsoft.Extensions.DependencyInjection;

namespace Crm.Kernel.Files;

public static class FileServices
{
    /// <summary>The store that the settings say.</summary>
    public static IServiceCollection AddFiles(this IServiceCollection services) => services.AddSingleton<FileStore, FolderStore>();
}
