using Microsoft.Extensions.DependencyInjection;

namespace Crm.Kernel.Files;

/// <summary>Which store it is.</summary>
public static class FilesRegistration
{
    /// <summary>The store that the settings say.</summary>
    public static IServiceCollection AddFiles(this IServiceCollection services) => services.AddSingleton<FileStore, FolderStore>();
}
