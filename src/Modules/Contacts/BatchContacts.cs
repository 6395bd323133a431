using Crm.Kernel.Batches;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Contacts;

internal sealed class BatchContactsEndpoint(IDocumentSession session, BatchDesk desk) : Endpoint<BatchRequest, BatchView>
{
    private static readonly IReadOnlyDictionary<BatchOperation, string> Operations = new Dictionary<BatchOperation, string>
    {
        [BatchOperation.Create] = "createContact",
        [BatchOperation.Update] = "updateContact",
        [BatchOperation.Trash] = "trashContact",
        [BatchOperation.Restore] = "restoreContact",
    };

    public override void Configure()
    {
        Post("/api/v1/contacts/batch");
        Permissions(ContactPermissions.Write);
        this.Describes("batchContacts", "Contacts", "Write up to 500 contacts, together or each by itself", 200, BatchProblems.ItemFailed, KernelProblems.Conflict);
        this.MayAnswerInParts();
        Summary(s => s.ExampleRequest = BatchRequest.Example("lastName", "Lovelace"));
    }

    public override async Task HandleAsync(BatchRequest batch, CancellationToken ct) => await Send.BatchAsync(await desk.RunAsync(session, batch, Operations, ct), ct);
}
