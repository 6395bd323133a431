using Crm.Kernel;
using Crm.Kernel.Duplicates;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Contacts.Duplicates;

/// <summary>Says of contacts that no two of them are the same.</summary>
internal sealed record DismissContactDuplicates
{
    [FromBody] public required NotTheSame Group { get; init; }
}

internal sealed class DismissContactDuplicatesValidator : Validator<DismissContactDuplicates>
{
    public DismissContactDuplicatesValidator() => RuleFor(d => d.Group).SetValidator(new NotTheSameValidator());
}

internal sealed class DismissContactDuplicatesEndpoint(IDocumentSession session, Caller caller, TimeProvider clock) : Endpoint<DismissContactDuplicates>
{
    public override void Configure()
    {
        Post("/api/v1/contacts/duplicates/dismissals");
        Permissions(ContactPermissions.Write);
        this.Describes("dismissContactDuplicates", "Contacts", "Say that contacts are not the same", 204, KernelProblems.NotFound);
    }

    public override async Task HandleAsync(DismissContactDuplicates request, CancellationToken ct)
    {
        await request.Group.RememberAsync<Contact>(session, caller, clock.GetUtcNow(), ct);
        await Send.NoContentAsync(ct);
    }
}
