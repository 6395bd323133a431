using Crm.Kernel.Access;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Files;
using Crm.Kernel.Jobs;
using Crm.Kernel.Problems;
using Marten;
using Microsoft.AspNetCore.Http;

namespace Crm.Kernel.Importing;

/// <summary>Starts the jobs of imports.</summary>
internal sealed class ImportDesk(IDocumentSession session, IEnumerable<RecordImport> imports, IEnumerable<JobRunner> runners, JobStart jobs, FileStore files, RightsOf members, Caller caller, TimeProvider clock)
{
    public async Task<JobView> StartAsync(Guid id, bool dryRun, HttpResponse response, CancellationToken ct)
    {
        var import = await session.ImportAsync(id, caller, ct);
        await session.RefuseBusyAsync(import, ct);
        await import.CheckAsync(imports.Single(i => i.Object == import.Object), await CustomFieldSet.LoadAsync(session, ct), members, caller.TenantId, ct);
        var verdict = ImportTermsValidator.Instance.Validate(import.Terms);
        if (!verdict.IsValid) throw ValidationProblem.OfBody(verdict.Errors);
        if (await files.LengthAsync(Import.RowsOf(session.TenantId, id), ct) is null) throw ImportProblems.Gone.With();
        var order = new ImportOrder(id, import.Object, import.FileName, dryRun, import.Terms);
        if (runners.OfType<ImportRunner>().Single().Needs(order).FirstOrDefault(need => Rights.Current?.Permissions.ContainsKey(need) is not true) is { } lacking) throw KernelProblems.Forbidden.With($"This needs `{lacking}`.");

        var job = await jobs.BeginAsync(ImportRunner.JobKind, order);
        import.JobId = job.Id;
        import.Touch(caller.Actor, clock.GetUtcNow());
        session.UpdateRevision(import, import.Version + 1);
        response.Headers.Location = $"/api/v1/jobs/{job.Id}";
        return JobView.Of(job, null, clock.GetUtcNow());
    }
}
