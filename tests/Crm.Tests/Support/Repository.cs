namespace Crm.Tests.Support;

/// <summary>The files of the checkout the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    /// <summary>Files below the folder, as paths from the root; what a build made is left out.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern) =>
    [
        .. Directory.EnumerateFiles(Path(folder), pattern, SearchOption.AllDirectories).Select(file => System.IO.Path.GetRelativePath(Root, file))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj" or "Generated")).Order(StringComparer.Ordinal),
    ];

    private static string Find(string folder) => File.Exists(System.IO.Path.Combine(folder, "Crm.sln")) ? folder : Find(System.IO.Path.GetDirectoryName(folder)!);
}
