using Crm.Kernel;
using Crm.Kernel.Filters;
using Crm.Kernel.Following;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using Crm.Kernel.Views;
using FastEndpoints;

namespace Crm.Companies;

/// <summary>Asks for a page of companies.</summary>
internal sealed record ListCompanies : ListRequest
{
    /// <summary>An account, or <c>me</c>.</summary>
    [QueryParam] public string? OwnerId { get; init; }

    /// <summary>An industry, whatever its case.</summary>
    [QueryParam] public string? Industry { get; init; }

    /// <summary>One of its domains.</summary>
    [QueryParam] public string? Domain { get; init; }

    /// <summary>The company directly above.</summary>
    [QueryParam] public Guid? ParentId { get; init; }

    /// <summary>A tag, whatever its case.</summary>
    [QueryParam] public string? Tag { get; init; }

    /// <summary>Words that name, industry, domains or phone numbers contain.</summary>
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

internal sealed class ListCompaniesEndpoint(Pages pages, Caller caller) : Endpoint<ListCompanies, Page<CompanyView>>
{
    public override void Configure()
    {
        Get("/api/v1/companies");
        Permissions(CompanyPermissions.Read);
        this.Describes("listCompanies", "Companies", "List companies", 200, FilterProblems.Invalid, ViewProblems.Unknown);
    }

    public override async Task HandleAsync(ListCompanies request, CancellationToken ct) =>
        await Send.PageAsync(await (await pages.ThroughAsync<Company>(CompanyCatalogue.Fields, request, request.View, ct))
            .Trashed(request.Trashed)
            .Where(CompanyCatalogue.Owner.Is(caller.Account(request.OwnerId, "ownerId")))
            .Where(CompanyCatalogue.Industry.Is(request.Industry?.Trim().ToLowerInvariant()))
            .Where(CompanyCatalogue.Domains.Has(request.Domain is { } domain ? CompanyCatalogue.DomainOf(domain) : null))
            .Where(CompanyCatalogue.Parent.Is(request.ParentId))
            .Where(CompanyCatalogue.Tags.Has(request.Tag?.Trim().ToLowerInvariant()))
            .Where(await pages.InSegmentAsync<Company>(request.SegmentId, ct))
            .Where(Followers.Following(caller.Account(request.Following, "following")))
            .Where(CompanyCatalogue.Text.Mentions(request.Q))
            .ReadAsync(CompanyView.Of, ct), ct);
}
