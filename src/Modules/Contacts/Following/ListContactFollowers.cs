using Crm.Kernel;
using Crm.Kernel.Following;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;
using Marten;

namespace Crm.Contacts.Following;

/// <summary>Asks who follows a contact.</summary>
internal sealed record ListContactFollowers
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class ListContactFollowersEndpoint(IDocumentSession session, Followers followers) : Endpoint<ListContactFollowers, Page<FollowerView>>
{
    public override void Configure()
    {
        Get("/api/v1/contacts/{id}/followers");
        Permissions(ContactPermissions.Read);
        this.Describes("listContactFollowers", "Contacts", "List who follows a contact", 200);
    }

    public override async Task HandleAsync(ListContactFollowers request, CancellationToken ct)
    {
        var contact = await session.LiveAsync<Contact>(request.Id, ct);
        await Send.OkAsync(new(await followers.ListAsync(contact.Id, ct), new(Followers.Most, HasMore: false)), ct);
    }
}
