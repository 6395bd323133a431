using Crm.Kernel.Http;
using Crm.Kernel.Jobs;
using Crm.Kernel.Problems;
using FastEndpoints;
using FluentValidation;

namespace Crm.Kernel.Privacy;

/// <summary>Wants a contact and all that is held of the person to be gone for good.</summary>
internal sealed record EraseContact
{
    [RouteParam] public Guid Id { get; init; }
    [FromBody] public required ErasureTerms Terms { get; init; }
}

/// <summary>Why somebody is erased. It stays in the certificate: nothing personal belongs here.</summary>
internal sealed record ErasureTerms
{
    /// <summary>Such as: asked for by the person.</summary>
    public required string Reason { get; init; }

    /// <summary>By which whoever asked for it knows the request.</summary>
    public string? RequestReference { get; init; }
}

internal sealed class EraseContactValidator : Validator<EraseContact>
{
    public EraseContactValidator()
    {
        RuleFor(e => e.Terms.Reason).NotEmpty().MaximumLength(500);
        RuleFor(e => e.Terms.RequestReference).MaximumLength(200);
    }
}

internal sealed class EraseContactEndpoint(ErasureDesk desk, TimeProvider clock) : Endpoint<EraseContact, JobView>
{
    public override void Configure()
    {
        Post("/api/v1/contacts/{id}/erasures");
        Permissions(PrivacyPermissions.Erase);
        this.Describes("eraseContact", "Privacy", "Erase a contact and all that is held of the person", 202, KernelProblems.Conflict, KernelProblems.Stale, KernelProblems.PreconditionRequired);
        Summary(s => s.Description = "Across all modules, the trash, whatever became part of the contact, and the values in the change log, whose seals hold nevertheless. It cannot be taken back. What is about other records too loses only its tie. `GET /erasures/{id}` has the certificate; its id stands in the job's settings.");
        this.NeedsRecentLogin();
    }

    public override async Task HandleAsync(EraseContact r, CancellationToken ct)
    {
        var (job, progress) = await desk.BeginAsync(HttpContext, "contact", r.Id, r.Terms, ct);
        HttpContext.Response.Headers.Location = $"/api/v1/jobs/{job.Id}";
        await Send.ResponseAsync(JobView.Of(job, progress, clock.GetUtcNow()), 202, ct);
    }
}
