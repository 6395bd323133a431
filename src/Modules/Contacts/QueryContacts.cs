using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using Crm.Kernel.Views;
using FastEndpoints;

namespace Crm.Contacts;

internal sealed class QueryContactsEndpoint(Pages pages) : Endpoint<QueryRequest, Page<ContactView>>
{
    public override void Configure()
    {
        Post("/api/v1/contacts/query");
        Permissions(ContactPermissions.Read);
        this.Describes("queryContacts", "Contacts", "List the contacts that meet a filter", 200,
            FilterProblems.Invalid, FilterProblems.TooComplex, ViewProblems.Unknown, KernelProblems.Invalid, KernelProblems.CursorMismatch, KernelProblems.FieldHidden);
        this.OnlyAsks();
    }

    public override async Task HandleAsync(QueryRequest query, CancellationToken ct) => await Send.PageAsync(await pages.QueryAsync<Contact, ContactView>(query, ContactView.Of, ct), ct);
}
