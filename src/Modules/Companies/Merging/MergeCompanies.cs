using Crm.Kernel;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Http;
using Crm.Kernel.Merging;
using Crm.Kernel.Problems;
using FastEndpoints;
using FluentValidation;
using Marten;

namespace Crm.Companies.Merging;

/// <summary>Makes other companies part of one.</summary>
internal sealed record MergeCompanies
{
    [RouteParam] public Guid Id { get; init; }
    [FromBody] public required CompanyMergeTerms Terms { get; init; }
}

/// <summary>Who becomes part of a company, and what it is like then.</summary>
internal sealed record CompanyMergeTerms
{
    /// <summary>Up to fifty companies, which go to the trash. Their contacts and the companies below them become those of the one that remains.</summary>
    public required IReadOnlyList<Guid> From { get; init; }

    /// <summary>Members that shall be otherwise than by default, each with where its value comes from. By default who remains wins, what is empty is filled, and lists are united.</summary>
    public CompanyMergeChoices Fields { get; init; } = new();

    /// <summary>Only shows what would be.</summary>
    public bool DryRun { get; init; }
}

/// <summary>A merge of companies.</summary>
/// <param name="Id">To reverse it by; absent in a preview.</param>
/// <param name="Company">The company that remains.</param>
/// <param name="From">The companies that went to the trash.</param>
/// <param name="ReversibleUntil">Until when it can be reversed; absent in a preview.</param>
internal sealed record CompanyMergeView(Guid? Id, CompanyView Company, IReadOnlyList<Guid> From, DateTimeOffset? ReversibleUntil);

internal sealed class MergeCompaniesValidator : Validator<MergeCompanies>
{
    public MergeCompaniesValidator() => RuleFor(m => m.Terms.From)
        .Must((m, from) => from.Count is >= 1 and <= 50 && from.Distinct().Count() == from.Count && !from.Contains(m.Id)).WithErrorCode("from.count").WithMessage("One to fifty other companies, each once.");
}

internal sealed class MergeCompaniesEndpoint(IDocumentSession session, CompanyMerging merging) : Endpoint<MergeCompanies, CompanyMergeView>
{
    public override void Configure()
    {
        Post("/api/v1/companies/{id}/merges");
        Permissions(CompanyPermissions.Write);
        this.Describes("mergeCompanies", "Companies", "Make other companies part of one", 200, CompanyProblems.DomainTaken, CompanyProblems.ParentUnknown, CompanyProblems.Cycle, CompanyProblems.TooDeep,
            CompanyProblems.MergeTooLarge, KernelProblems.OwnerUnknown, KernelProblems.RecordReadOnly, KernelProblems.FieldReadOnly, CustomFieldProblems.ValueTaken, KernelProblems.Conflict, KernelProblems.Stale, KernelProblems.PreconditionRequired);
    }

    public override async Task HandleAsync(MergeCompanies request, CancellationToken ct)
    {
        var (terms, survivor) = (request.Terms, await session.LiveAsync<Company>(request.Id, ct));
        await HttpContext.RequireIfMatchAsync(session, survivor, ct);
        var found = (await session.LoadManyAsync<Company>(ct, [.. terms.From])).Where(c => !c.Deleted).ToDictionary(c => c.Id);
        if (found.Count < terms.From.Count) throw KernelProblems.NotFound.With(pointer: "/from");

        var merge = await merging.MergeAsync(survivor, [.. terms.From.Select(id => found[id])], MergeChoosing.Made(terms.Fields), terms.DryRun, ct);
        await Send.ChangedAsync(merge?.Version ?? survivor.Version, new(merge?.Id, CompanyView.Of(survivor), terms.From, merge?.At + RecordMerge.Reversible), ct);
    }
}
