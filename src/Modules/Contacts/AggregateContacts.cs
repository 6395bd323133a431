using Crm.Kernel.Aggregations;
using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using Crm.Kernel.Views;
using FastEndpoints;

namespace Crm.Contacts;

internal sealed class AggregateContactsEndpoint(Pages pages) : Endpoint<AggregationRequest, AggregationView>
{
    public override void Configure()
    {
        Post("/api/v1/contacts/aggregations");
        Permissions(ContactPermissions.Read);
        this.Describes("aggregateContacts", "Contacts", "Count and sum contacts, group by group", 200,
            AggregationProblems.Invalid, FilterProblems.Invalid, FilterProblems.TooComplex, ViewProblems.Unknown, KernelProblems.Invalid, KernelProblems.FieldHidden);
        this.OnlyAsks();
    }

    public override async Task HandleAsync(AggregationRequest request, CancellationToken ct) => await Send.OkAsync(await pages.AggregateAsync<Contact>(request, ct), ct);
}
