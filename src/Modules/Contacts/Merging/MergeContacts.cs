using Crm.Kernel;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Http;
using Crm.Kernel.Merging;
using Crm.Kernel.Problems;
using FastEndpoints;
using FluentValidation;
using Marten;

namespace Crm.Contacts.Merging;

/// <summary>Makes other contacts part of one.</summary>
internal sealed record MergeContacts
{
    [RouteParam] public Guid Id { get; init; }
    [FromBody] public required MergeTerms Terms { get; init; }
}

/// <summary>Who becomes part of a contact, and what it is like then.</summary>
internal sealed record MergeTerms
{
    /// <summary>Up to fifty contacts, which go to the trash.</summary>
    public required IReadOnlyList<Guid> From { get; init; }

    /// <summary>Members that shall be otherwise than by default, each with where its value comes from. By default who remains wins, what is empty is filled, and lists are united.</summary>
    public MergeChoices Fields { get; init; } = new();

    /// <summary>Only shows what would be.</summary>
    public bool DryRun { get; init; }
}

/// <summary>A merge of contacts.</summary>
/// <param name="Id">To reverse it by; absent in a preview.</param>
/// <param name="Contact">The contact that remains.</param>
/// <param name="From">The contacts that went to the trash.</param>
/// <param name="ReversibleUntil">Until when it can be reversed; absent in a preview.</param>
internal sealed record ContactMergeView(Guid? Id, ContactView Contact, IReadOnlyList<Guid> From, DateTimeOffset? ReversibleUntil);

internal sealed class MergeContactsValidator : Validator<MergeContacts>
{
    public MergeContactsValidator() => RuleFor(m => m.Terms.From)
        .Must((m, from) => from.Count is >= 1 and <= 50 && from.Distinct().Count() == from.Count && !from.Contains(m.Id)).WithErrorCode("from.count").WithMessage("One to fifty other contacts, each once.");
}

internal sealed class MergeContactsEndpoint(IDocumentSession session, ContactMerging merging) : Endpoint<MergeContacts, ContactMergeView>
{
    public override void Configure()
    {
        Post("/api/v1/contacts/{id}/merges");
        Permissions(ContactPermissions.Write);
        this.Describes("mergeContacts", "Contacts", "Make other contacts part of one", 200, ContactProblems.EmailTaken, ContactProblems.CompanyUnknown, ContactProblems.TooManyCompanies, ContactProblems.StageUnknown,
            KernelProblems.OwnerUnknown, KernelProblems.RecordReadOnly, KernelProblems.FieldReadOnly, CustomFieldProblems.ValueTaken, KernelProblems.Conflict, KernelProblems.Stale, KernelProblems.PreconditionRequired);
    }

    public override async Task HandleAsync(MergeContacts request, CancellationToken ct)
    {
        var (terms, survivor) = (request.Terms, await session.LiveAsync<Contact>(request.Id, ct));
        await HttpContext.RequireIfMatchAsync(session, survivor, ct);
        var found = (await session.LoadManyAsync<Contact>(ct, [.. terms.From])).Where(c => !c.Deleted).ToDictionary(c => c.Id);
        if (found.Count < terms.From.Count) throw KernelProblems.NotFound.With(pointer: "/from");
        List<Contact> others = [.. terms.From.Select(id => found[id])];

        var merge = await merging.MergeAsync(survivor, others, MergedFields.Of(survivor, others, MergeChoosing.Made(terms.Fields)), terms.DryRun, ct);
        await Send.ChangedAsync(merge?.Version ?? survivor.Version, new(merge?.Id, ContactView.Of(survivor), terms.From, merge?.At + RecordMerge.Reversible), ct);
    }
}
