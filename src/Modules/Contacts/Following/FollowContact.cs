using Crm.Kernel;
using Crm.Kernel.Following;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Contacts.Following;

/// <summary>Makes somebody follow a contact.</summary>
internal sealed record FollowContact
{
    [RouteParam] public Guid Id { get; init; }

    /// <summary>An account, or <c>me</c>.</summary>
    [RouteParam] public string AccountId { get; init; } = "";
}

internal sealed class FollowContactEndpoint(IDocumentSession session, Followers followers) : Endpoint<FollowContact, FollowerView>
{
    public override void Configure()
    {
        Put("/api/v1/contacts/{id}/followers/{accountId}");
        Permissions(ContactPermissions.Read);
        this.Describes("followContact", "Contacts", "Follow a contact, or let somebody else", 200, FollowingProblems.TooManyFollowers, KernelProblems.OwnerUnknown, KernelProblems.RecordReadOnly, KernelProblems.Conflict);
    }

    public override async Task HandleAsync(FollowContact request, CancellationToken ct) =>
        await Send.OkAsync(await followers.AddAsync(await session.LiveAsync<Contact>(request.Id, ct), request.AccountId, ct), ct);
}
