using Crm.Kernel.Problems;

namespace Crm.Host;

/// <summary>A path with a slash at its end names nothing: a client that has lost the id of a contact must not get the list of all.</summary>
internal static class ExactPaths
{
    public static void UseExactPaths(this WebApplication app) =>
        app.Use((http, next) => http.Request.Path.Value is { Length: > 1 } path && path.EndsWith('/') ? throw KernelProblems.NotFound.With() : next(http));
}
