using Crm.Kernel.Problems;
using Marten;

namespace Crm.Kernel;

/// <summary>Loading by id ignores the trash, and Marten's own delete ignores the revision: both are put right here.</summary>
public static class Trash
{
    /// <summary>The resource, if it is there and not in the trash; else the request ends with 404.</summary>
    public static async Task<T> LiveAsync<T>(this IQuerySession session, Guid id, CancellationToken ct) where T : Resource =>
        await session.LoadAsync<T>(id, ct) is { Deleted: false } live ? live : throw KernelProblems.NotFound.With();

    /// <summary>The resource, if it lies in the trash; else the request ends with 404.</summary>
    public static async Task<T> TrashedAsync<T>(this IQuerySession session, Guid id, CancellationToken ct) where T : Resource =>
        await session.LoadAsync<T>(id, ct) is { Deleted: true } trashed ? trashed : throw KernelProblems.NotFound.With();

    /// <summary>Moves the resource to the trash. A change made to it at the same time fails, or this does.</summary>
    public static void Discard<T>(this IDocumentSession session, T resource) where T : Resource
    {
        var id = resource.Id;
        session.UpdateRevision(resource, resource.Version + 1);
        session.DeleteWhere<T>(r => r.Id == id);
    }

    /// <summary>Removes the resource for good, from the trash or from where it is. What it was stays in the change log.</summary>
    public static void Purge<T>(this IDocumentSession session, T resource) where T : Resource => session.HardDelete<T>(resource.Id);

    /// <summary>Takes the resource out of the trash: a document that is stored again is no longer deleted.</summary>
    public static void Restore<T>(this IDocumentSession session, T resource) where T : Resource
    {
        (resource.Deleted, resource.DeletedAt) = (false, null);
        session.UpdateRevision(resource, resource.Version + 1);
    }
}
