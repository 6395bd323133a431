using Microsoft.Extensions.DependencyInjection;

namespace Crm.Kernel.Files;

/// <summary>Which store it is.</summary>
public static class FilesRegistration
{
    /// <summary>The bucket if the settings name one, else the folder.</summary>
    public static IServiceCollection AddFiles(this IServiceCollection services, CrmSettings settings) =>
        services.AddSingleton<FileStore>(settings.Bucket is { } bucket ? BucketStore.Of(bucket, settings) : new FolderStore(settings));
}
