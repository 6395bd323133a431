using Crm.Kernel.Duplicates;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;

namespace Crm.Contacts.Duplicates;

/// <summary>Asks for a page of groups of contacts that are likely to mean the same.</summary>
internal sealed record ListContactDuplicates : PageRequest;

internal sealed class ListContactDuplicatesEndpoint(DuplicateGroups groups) : Endpoint<ListContactDuplicates, Page<DuplicateGroupView>>
{
    public override void Configure()
    {
        Get("/api/v1/contacts/duplicates");
        Permissions(ContactPermissions.Read);
        this.Describes("listContactDuplicates", "Contacts", "List groups of contacts that are likely to mean the same", 200);
    }

    public override async Task HandleAsync(ListContactDuplicates request, CancellationToken ct) => await Send.PageAsync(await groups.ReadAsync<Contact>(request, ct), ct);
}
