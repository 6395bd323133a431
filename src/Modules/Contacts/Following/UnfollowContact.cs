using Crm.Kernel;
using Crm.Kernel.Following;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Contacts.Following;

/// <summary>Lets somebody follow a contact no longer.</summary>
internal sealed record UnfollowContact
{
    [RouteParam] public Guid Id { get; init; }

    /// <summary>An account, or <c>me</c>.</summary>
    [RouteParam] public string AccountId { get; init; } = "";
}

internal sealed class UnfollowContactEndpoint(IDocumentSession session, Followers followers) : Endpoint<UnfollowContact>
{
    public override void Configure()
    {
        Delete("/api/v1/contacts/{id}/followers/{accountId}");
        Permissions(ContactPermissions.Read);
        this.Describes("unfollowContact", "Contacts", "Follow a contact no longer", 204, KernelProblems.RecordReadOnly);
    }

    public override async Task HandleAsync(UnfollowContact request, CancellationToken ct)
    {
        await followers.RemoveAsync(await session.LiveAsync<Contact>(request.Id, ct), request.AccountId, ct);
        await Send.NoContentAsync(ct);
    }
}
