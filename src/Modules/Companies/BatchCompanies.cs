using Crm.Kernel.Batches;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Companies;

internal sealed class BatchCompaniesEndpoint(IDocumentSession session, BatchDesk desk) : Endpoint<BatchRequest, BatchView>
{
    private static readonly IReadOnlyDictionary<BatchOperation, string> Operations = new Dictionary<BatchOperation, string>
    {
        [BatchOperation.Create] = "createCompany",
        [BatchOperation.Update] = "updateCompany",
        [BatchOperation.Trash] = "trashCompany",
        [BatchOperation.Restore] = "restoreCompany",
    };

    public override void Configure()
    {
        Post("/api/v1/companies/batch");
        Permissions(CompanyPermissions.Write);
        this.Describes("batchCompanies", "Companies", "Write up to 500 companies, together or each by itself", 200, BatchProblems.ItemFailed, KernelProblems.Conflict);
        this.MayAnswerInParts();
        Summary(s => s.ExampleRequest = BatchRequest.Example("name", "Acme GmbH"));
    }

    public override async Task HandleAsync(BatchRequest batch, CancellationToken ct) => await Send.BatchAsync(await desk.RunAsync(session, batch, Operations, ct), ct);
}
