using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Crm.Host.OpenApi;

/// <summary>NSwag asks for a version of NJsonSchema.NewtonsoftJson that is not published; the one beside the host serves it.</summary>
internal static class NewtonsoftShim
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "It must be in place before the first type of NSwag is loaded.")]
    internal static void Register() => AssemblyLoadContext.Default.Resolving += (context, name) => name.Name is "NJsonSchema.NewtonsoftJson"
        ? context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "NJsonSchema.NewtonsoftJson.dll"))
        : null;
}
