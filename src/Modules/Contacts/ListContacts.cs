using Crm.Kernel;
using Crm.Kernel.Filters;
using Crm.Kernel.Following;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using Crm.Kernel.Views;
using FastEndpoints;

namespace Crm.Contacts;

/// <summary>Asks for a page of contacts.</summary>
internal sealed record ListContacts : ListRequest
{
    /// <summary>Key of a stage.</summary>
    [QueryParam] public string? Stage { get; init; }

    /// <summary>An account, or <c>me</c>.</summary>
    [QueryParam] public string? OwnerId { get; init; }

    [QueryParam] public Guid? CompanyId { get; init; }

    /// <summary>A tag, whatever its case.</summary>
    [QueryParam] public string? Tag { get; init; }

    /// <summary>A purpose and what holds of it: <c>marketingEmail:given</c>.</summary>
    [QueryParam] public string? Consent { get; init; }

    /// <summary>Words that name, job title, e-mail addresses or phone numbers contain.</summary>
    [QueryParam] public string? Q { get; init; }

    /// <summary>Only those that an account follows, or <c>me</c>.</summary>
    [QueryParam] public string? Following { get; init; }

    /// <summary>Only members of a segment.</summary>
    [QueryParam] public Guid? SegmentId { get; init; }

    /// <summary>A saved view whose records alone are meant, in its order unless <c>sort</c> says another.</summary>
    [QueryParam] public Guid? View { get; init; }

    /// <summary>Lists the trash instead.</summary>
    [QueryParam] public bool Trashed { get; init; }
}

internal sealed class ListContactsEndpoint(Pages pages, Caller caller) : Endpoint<ListContacts, Page<ContactView>>
{
    public override void Configure()
    {
        Get("/api/v1/contacts");
        Permissions(ContactPermissions.Read);
        this.Describes("listContacts", "Contacts", "List contacts", 200, FilterProblems.Invalid, ViewProblems.Unknown);
    }

    public override async Task HandleAsync(ListContacts request, CancellationToken ct) =>
        await Send.PageAsync(await (await pages.ThroughAsync<Contact>(ContactCatalogue.Fields, request, request.View, ct))
            .Trashed(request.Trashed)
            .Where(ContactCatalogue.Stage.Is(request.Stage))
            .Where(ContactCatalogue.Owner.Is(caller.Account(request.OwnerId, "ownerId")))
            .Where(ContactCatalogue.Company.Is(request.CompanyId))
            .Where(ContactCatalogue.Tags.Has(request.Tag?.Trim().ToLowerInvariant()))
            .Where(ContactCatalogue.Consents.Has(request.Consent?.Trim().ToLowerInvariant()))
            .Where(await pages.InSegmentAsync<Contact>(request.SegmentId, ct))
            .Where(Followers.Following(caller.Account(request.Following, "following")))
            .Where(ContactCatalogue.Text.Mentions(request.Q))
            .ReadAsync(ContactView.Of, ct), ct);
}
